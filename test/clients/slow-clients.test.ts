import { describe, test } from "vitest";
import { makeCertificate } from "../support/certificate.ts";
import { event } from "../support/client.ts";
import { latch } from "../support/latch.ts";
import { type RunningServer, start } from "../support/llmbrick-server.ts";
import { lacks } from "../support/needed-programs.ts";
import { type AtEnd, head, post, RawClient } from "../support/raw-client.ts";

// These really wait, side by side.
const timeout = 25_000;

/** Until the server has looked at its connections, and has cut one that sends too slowly. */
async function afterALook({ server, port }: RunningServer, atEnd: AtEnd): Promise<void> {
  server.app.headersTimeout = server.app.requestTimeout = 500;
  const client = await RawClient.connect(port, atEnd);
  await client.send("POST").closed();
}

/** Sends a text a byte at a time, as slowly as a client may that wants to hold a connection. */
function drip(client: RawClient, text: string): void {
  const bytes = [...text];
  const timer = setInterval(() => {
    const byte = bytes.shift();
    if (byte === undefined || client.socket.destroyed) clearInterval(timer);
    else client.send(byte);
  }, 500);
}

const slow: [string, string][] = [
  ["nothing at all", ""],
  ["half a request line", "POST /chat"],
  ["headers without an end", "POST /chat/completions HTTP/1.1\r\nHost: localhost\r\nX-"],
  ["a body without an end", post().slice(0, -5)],
  ["a body in chunks", post("", { "Content-Length": undefined, "Transfer-Encoding": "chunked" })],
];

describe.concurrent("clients that are slow to send", () => {
  test("are cut with 408 within 15 s", { timeout }, async ({ expect, onTestFinished }) => {
    const { port, server } = await start({}, onTestFinished);
    const startedAt = performance.now();
    const cut = slow.map(async ([name, text]) => {
      const client = await RawClient.connect(port, onTestFinished);
      client.send(text);
      if (text !== "") drip(client, "1111");
      expect(await client.closed(), name).toMatch(/^HTTP\/1\.1 408 /);
    });
    await Promise.all(cut);
    // Node looks once a second, and the machine may be busy.
    expect(performance.now() - startedAt).toBeLessThan(16_000);
    expect(server.openStreams).toBe(0);
  });

  test("are cut when their body is refused already", { timeout }, async ({ expect, onTestFinished }) => {
    const { port } = await start({ config: { maxBodyBytes: 100 } }, onTestFinished);
    const client = await RawClient.connect(port, onTestFinished);
    const startedAt = performance.now();
    client.send(post("", { "Content-Length": "1000000" }));
    await client.until('{"error":"Request body too large"}');
    drip(client, "x".repeat(100));
    await client.closed();
    expect(performance.now() - startedAt).toBeLessThan(16_000);
  });

  test.skipIf(lacks("openssl"))(
    "are cut in the middle of a TLS handshake",
    { timeout },
    async ({ expect, onTestFinished }) => {
      const { sslKeyfile, sslCertfile, remove } = makeCertificate();
      onTestFinished(remove);
      const { port } = await start({ config: { sslKeyfile, sslCertfile } }, onTestFinished);
      const client = await RawClient.connect(port, onTestFinished);
      const startedAt = performance.now();
      client.send("\u0016\u0003\u0001");
      await client.closed();
      expect(performance.now() - startedAt).toBeLessThan(16_000);
    },
  );

  test("are not those that only listen", { timeout }, async ({ expect, onTestFinished }) => {
    const mayFinish = latch();
    const running = await start(
      {
        config: { heartbeatInterval: 1 },
        async *handler() {
          yield event();
          await mayFinish.happened;
        },
      },
      onTestFinished,
    );
    const client = await RawClient.connect(running.port, onTestFinished);
    client.send(post());
    await client.until("event:");
    await afterALook(running, onTestFinished);
    await client.until(": keep-alive\n\n");
    mayFinish.set();
    expect(await client.until("\r\n0\r\n\r\n")).toContain("event:");
  });

  test("are not those that send nothing more", { timeout }, async ({ expect, onTestFinished }) => {
    const running = await start({}, onTestFinished);
    const { port, server } = running;
    const client = await RawClient.connect(port, onTestFinished);
    const text = await client.send(head("GET /healthz")).until('{"status":"ok"}');
    const [, seconds] = /^Keep-Alive: timeout=(\d+)/m.exec(text) as RegExpExecArray;
    // Load balancers keep idle connections for 60 s.
    expect(Number(seconds)).toBeGreaterThan(60);
    expect(server.app.keepAliveTimeout).toBeGreaterThan(60_000);
    await afterALook(running, onTestFinished);
    expect(await client.forget().send(head("GET /healthz")).until('"ok"')).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("aside: a handler that outlives its stream is logged", { timeout }, async ({
    expect,
    onTestFinished,
  }) => {
    const over = latch();
    const { port, logged } = await start(
      {
        async *handler() {
          yield event();
          await over.happened;
        },
      },
      onTestFinished,
    );
    const client = await RawClient.connect(port, onTestFinished);
    await client.send(post(undefined, { "X-Request-Id": "deaf" })).until("event:");
    client.socket.destroy();
    expect(await logged({ level: "warn" })).toMatchObject({
      requestId: "deaf",
      outcome: "aborted",
      message: expect.stringContaining("The handler still runs 5 s after its stream ended"),
    });
    over.set();
  });
});
