import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { event } from "../support/client.ts";
import { latch } from "../support/latch.ts";
import { start } from "../support/llmbrick-server.ts";
import { head, post, RawClient } from "../support/raw-client.ts";

const get = head("GET /x");
/** Far more than one read of a connection brings. */
const flood = get.repeat(100_000);
const socketOf = ({ server }: Awaited<ReturnType<typeof start>>) => {
  const [socket] = server.sockets;
  if (!socket) throw new Error("There is no connection");
  return socket;
};
/** Resolves when a server has read nothing for a while that was long enough to read all. */
async function settled(read: () => number): Promise<void> {
  for (let before = -1; before !== read(); ) {
    before = read();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

describe("requests that do not wait for answers", () => {
  test("are answered all, in their order", async () => {
    const { port } = await start();
    const client = await RawClient.connect(port);
    const paths = Array.from({ length: 2000 }, (_, index) => `/${index}`);
    client.send(paths.map((path) => head(`GET ${path}`, { "X-Request-Id": path.slice(1) })).join(""));
    client.send(head("GET /healthz", { Connection: "close" }));
    const ids = [...(await client.closed()).matchAll(/X-Request-Id: (\d+)\r/g)].map(([, id]) => `/${id}`);
    expect(ids).toEqual(paths);
  });

  test("are answered all where some are streams with bodies", async () => {
    const { port, server } = await start();
    const client = await RawClient.connect(port);
    client.send((post() + head("GET /healthz")).repeat(20) + head("GET /readyz", { Connection: "close" }));
    const text = await client.closed();
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(41);
    expect(text.match(/"progress":"DONE"/g)).toHaveLength(20);
    expect(server.openStreams).toBe(0);
  });

  test.each([
    ["requests without a body", flood],
    ["requests with a body", post().repeat(20_000)],
  ])("wait in the network behind a stream that is not over: %s", async (_name, text) => {
    const mayFinish = latch();
    const running = await start({
      async *handler() {
        yield event();
        await mayFinish.happened;
      },
    });
    const client = await RawClient.connect(running.port);
    await client.send(post()).until("event:");
    client.send(text);
    const socket = socketOf(running);
    await settled(() => socket.bytesRead);
    expect(socket.bytesRead).toBeLessThan(200_000);
    mayFinish.set();
    await client.until("HTTP/1.1 404 Not Found".slice(0, text === flood ? 22 : 8));
  });

  test("wait in the network behind an answer that is not read, and are answered when it is", async () => {
    const running = await start();
    const client = await RawClient.connect(running.port);
    client.socket.pause();
    client.send(flood + head("GET /healthz", { Connection: "close" }));
    await once(running.server.app, "request");
    const socket = socketOf(running);
    await settled(() => socket.bytesRead);
    // What the system holds of the answers decides how many are read, and it is some megabytes.
    expect(running.log.length).toBeLessThan(60_000);
    expect(socket.writableLength).toBeLessThan(100_000);
    client.socket.resume();
    expect((await client.closed()).endsWith('{"status":"ok"}')).toBe(true);
    expect(running.log).toHaveLength(100_001);
  }, 60_000);

  test("of many connections are cut where they are too many together", async () => {
    const mayFinish = latch();
    const running = await start({
      async *handler() {
        yield event();
        await mayFinish.happened;
      },
    });
    const clients = await Promise.all(Array.from({ length: 20 }, () => RawClient.connect(running.port)));
    await Promise.all(clients.map((client) => client.send(post()).until("event:")));
    // Each fits into one read.
    for (const client of clients) client.send(get.repeat(1500));
    await Promise.race(clients.map((client) => client.closed()));
    const few = await RawClient.connect(running.port);
    await few.send(post()).until("event:");
    few.send(get);
    mayFinish.set();
    await few.until("HTTP/1.1 404 Not Found");
    expect(clients.filter(({ socket }) => socket.closed).length).toBeGreaterThan(10);
  });
});
