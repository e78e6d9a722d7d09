import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test, vi } from "vitest";
import { event } from "../support/client.ts";
import { ask } from "../support/http.ts";
import { type RunningServer, start } from "../support/llmbrick-server.ts";
import { post, RawClient } from "../support/raw-client.ts";

const text = "x".repeat(2000);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Resolves when the server has data that a client's connection does not take. */
async function untilFull({ server }: RunningServer): Promise<void> {
  await vi.waitUntil(() => [...server.sockets].some((socket) => socket.writableNeedDrain), { interval: 2 });
}

/** Ids of the events in an answer as it is on the wire. */
const ids = (wire: string) => Array.from(wire.matchAll(/"id":"(\d+)"/g), ([, id]) => Number(id));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("backpressure", () => {
  test("a handler is not asked for events while its client takes none", async () => {
    let yielded = 0;
    const running = await start({
      async *handler() {
        while (yielded < 10_000) yield event({ id: String(++yielded), text });
      },
    });
    const client = await RawClient.connect(running.port);
    client.socket.pause();
    client.send(post());
    await untilFull(running);
    const atFull = yielded;
    for (let turn = 0; turn < 5; turn++) {
      // Others are served meanwhile, and the stream has had every chance to go on.
      expect(await ask(running.url, { method: "GET", path: "/healthz" })).toMatchObject({ status: 200 });
    }
    expect(yielded).toBe(atFull);
    expect(yielded).toBeLessThan(10_000);

    client.socket.resume();
    expect(ids(await client.until("\r\n0\r\n\r\n"))).toEqual(upTo(10_000));
  });

  test("a stalled stream holds less than 1 MiB", async () => {
    setFlagsFromString("--expose-gc");
    const collectGarbage: () => void = runInNewContext("gc");
    const used = () => {
      collectGarbage();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const running = await start({
      async *handler() {
        for (let id = 1; ; id++) yield event({ id: String(id), text });
      },
    });
    const { server, port } = running;
    const before = used();
    const count = 20;
    for (let index = 0; index < count; index++) {
      const client = await RawClient.connect(port);
      client.socket.pause();
      client.send(post());
    }
    const areFull = () =>
      server.openStreams === count && [...server.sockets].every((socket) => socket.writableNeedDrain);
    await vi.waitUntil(areFull, { interval: 5, timeout: 10_000 });
    expect((used() - before) / count).toBeLessThan(2 ** 20);
    for (const socket of server.sockets) expect(socket.writableLength).toBeLessThan(2 ** 20);
  });

  test("time that the client takes is not the handler's", async () => {
    const running = await start({
      config: { requestTimeout: 0.1, writeTimeout: 10 },
      async *handler() {
        for (let id = 1; id <= 10_000; id++) yield event({ id: String(id), text });
      },
    });
    const client = await RawClient.connect(running.port);
    client.socket.pause();
    client.send(post());
    await untilFull(running);
    await pause(250);
    client.socket.resume();
    expect(ids(await client.until("\r\n0\r\n\r\n"))).toEqual(upTo(10_000));
  });
});

describe("writeTimeout", () => {
  test("cuts a client that takes nothing", async () => {
    const running = await start({
      config: { writeTimeout: 0.1 },
      async *handler() {
        for (let id = 1; ; id++) yield event({ id: String(id), text });
      },
    });
    const client = await RawClient.connect(running.port);
    client.socket.pause();
    client.send(post());
    await running.logged({ outcome: "stalled" });
    client.socket.resume();
    expect(await client.closed()).not.toContain("\r\n0\r\n\r\n");
  });

  test.each([
    ["many events", 10_000, text],
    ["one large event", 1, "x".repeat(20_000_000)],
  ])("leaves a client that is slow, but takes some: %s", async (_name, count, content) => {
    const { port, logged } = await start({
      config: { writeTimeout: 0.15, requestTimeout: 10 },
      async *handler() {
        for (let id = 1; id <= count; id++) yield event({ id: String(id), text: content });
      },
    });
    const client = await RawClient.connect(port);
    let pauseAt = 0;
    client.socket.on("data", () => {
      if (client.socket.bytesRead < pauseAt) return;
      pauseAt += 1_500_000;
      client.socket.pause();
      setTimeout(() => client.socket.resume(), 40);
    });
    client.send(post());
    const wire = await client.until("\r\n0\r\n\r\n");
    expect(ids(wire)).toEqual(upTo(count));
    const { durationMs } = await logged({ outcome: "done" });
    expect(durationMs).toBeGreaterThan(count === 1 ? 0 : 150);
  });

  test("counts only while data waits", async () => {
    const running = await start({
      config: { writeTimeout: 0.1 },
      async *handler() {
        for (let id = 1; id <= 10_000; id++) yield event({ id: String(id), text });
        await pause(300);
        yield event({ id: "10001" });
      },
    });
    const client = await RawClient.connect(running.port);
    client.socket.pause();
    client.send(post());
    await untilFull(running);
    client.socket.resume();
    expect(ids(await client.until("\r\n0\r\n\r\n"))).toEqual(upTo(10_001));
  });
});
