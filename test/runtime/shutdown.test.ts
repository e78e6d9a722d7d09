import { describe, expect, onTestFinished, test } from "vitest";
import { event } from "../support/client.ts";
import { ask } from "../support/http.ts";
import { latch } from "../support/latch.ts";
import { hello, silent, start, TestServer } from "../support/llmbrick-server.ts";
import { head, post, RawClient } from "../support/raw-client.ts";

describe("listen", () => {
  test("may be tried again where the port was busy", async () => {
    const busy = await start();
    const second = new TestServer({
      config: { port: busy.port, enableTestPage: false, shutdownGrace: 0 },
      handler: hello,
      env: {},
      log() {},
    });
    onTestFinished(() => second.close());
    await expect(second.listen()).rejects.toMatchObject({ code: "EADDRINUSE" });
    await busy.server.close();
    const url = await second.listen();
    expect(await ask(url, { path: "/chat/completions" })).toMatchObject({ status: 200 });
    expect(await ask(url, { path: "/nothing" })).toMatchObject({ status: 404 });
  });
});

describe("close", () => {
  test("turns readyz to draining for those that are connected, and takes no new streams", async () => {
    const mayFinish = latch();
    const { port, server } = await start({
      config: { shutdownGrace: 60 },
      async *handler() {
        yield event();
        await mayFinish.happened;
      },
    });
    const streaming = await RawClient.connect(port);
    await streaming.send(post()).until("event:");
    // Their requests have begun when the shutdown does, so their connections are not idle.
    const [probe, caller, second] = [
      await RawClient.connect(port),
      await RawClient.connect(port),
      await RawClient.connect(port),
    ] as const;
    await probe.send(`${head("GET /readyz")}GET /readyz HTTP/1.1\r\n`).until('{"status":"ready"}');
    await caller.send(head("GET /healthz") + post().slice(0, -1)).until('{"status":"ok"}');
    await second.send(`${head("GET /healthz")}GET /healthz HTTP/1.1\r\n`).until('{"status":"ok"}');
    const closed = server.close();

    probe.send("Host: localhost\r\n\r\n");
    expect(await probe.until('{"status":"draining"}')).toContain("HTTP/1.1 503 ");
    await expect.poll(() => server.isClosed).toBe(true);
    expect(await caller.send(post().slice(-1)).until('{"error":"Server shutting down"}')).toMatch(
      /HTTP\/1\.1 503 .*Retry-After: 1/s,
    );
    second.send("Host: localhost\r\n\r\n");
    expect((await second.closed()).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    expect(server.openStreams).toBe(1);
    mayFinish.set();
    expect(await streaming.closed()).toMatch(/\r\n0\r\n\r\n$/);
    await closed;
  });

  test("still answers what is on its way on the last connections", async () => {
    const { port, server } = await start({ config: { shutdownGrace: 60 } });
    const client = await RawClient.connect(port);
    client.send(post().slice(0, -1));
    await expect.poll(() => [...server.sockets].some(({ bytesRead }) => bytesRead > 0)).toBe(true);
    const closed = server.close();
    expect(await client.send(post().slice(-1)).closed()).toMatch(
      /^HTTP\/1\.1 200 .*"progress":"DONE".*\r\n0\r\n\r\n$/s,
    );
    await closed;
  });

  test("ends streams when the grace is over, also one whose client has stalled", async () => {
    const { port, server, logged } = await start({
      config: { shutdownGrace: 0.1 },
      async *handler({ model }) {
        for (let id = 1; ; id++) yield event({ id: String(id), text: model.repeat(1000) });
      },
    });
    const stalled = await RawClient.connect(port);
    await stalled.send(post()).until("event:");
    stalled.socket.pause();
    await expect.poll(() => [...server.sockets].some(({ writableLength }) => writableLength > 0)).toBe(true);
    await server.close();
    await logged({ outcome: "shutdown" });
    expect(server.openStreams).toBe(0);
    stalled.socket.resume();
    expect(await stalled.closed()).not.toContain("\r\n0\r\n\r\n");
  });

  test("waits for nobody who is slow to send", async () => {
    const { port, server } = await start({ config: { shutdownGrace: 0 } });
    const slow = await RawClient.connect(port);
    slow.send(post().slice(0, -1));
    const slower = await RawClient.connect(port);
    slower.send("POST / HTTP/1.1\r\nHo");
    const silentOne = await RawClient.connect(port);
    const startedAt = performance.now();
    await server.close();
    expect(performance.now() - startedAt).toBeLessThan(2500);
    await Promise.all([slow.closed(), slower.closed(), silentOne.closed()]);
  });

  test("may be asked for twice, and before listening", async () => {
    const { server } = await start({ handler: silent });
    await Promise.all([server.close(), server.close()]);
    await server.close();
    expect(server.app.listening).toBe(false);
  });

  test("logs each stream it ends, and calls no handler's cleanup twice", async () => {
    let cleanups = 0;
    const { port, server, log, logged } = await start({
      config: { shutdownGrace: 0 },
      async *handler(request, context) {
        try {
          yield event();
          yield* silent(request, context);
        } finally {
          cleanups++;
        }
      },
    });
    for (let count = 0; count < 3; count++) {
      await (await RawClient.connect(port)).send(post()).until("event:");
    }
    await server.close();
    await logged({ outcome: "shutdown" });
    expect(log.filter(({ outcome }) => outcome === "shutdown")).toHaveLength(3);
    expect(cleanups).toBe(3);
  });
});
