import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { event, request } from "../support/client.ts";
import { ask } from "../support/http.ts";
import { latch } from "../support/latch.ts";
import { hello, start } from "../support/llmbrick-server.ts";
import { post, RawClient } from "../support/raw-client.ts";

/** Chunks of the body, as HTTP frames them: one for each write. */
const chunks = (wire: string) => wire.match(/^[\da-f]+\r\n(?=event:)/gm)?.length;

describe("fairness", () => {
  test("handlers that never wait keep no other client waiting", async () => {
    const { server, port, url } = await start({
      async *handler(_request, { signal }) {
        for (let id = 1; !signal.aborted; id++) yield event({ id: String(id), text: "x" });
      },
    });
    for (let count = 0; count < 3; count++) {
      const greedy = await RawClient.connect(port);
      await greedy.send(post()).until("event:");
      // Takes all that comes, and keeps none of it.
      greedy.socket.removeAllListeners("data").resume();
    }
    server.handler(hello);

    const waits: number[] = [];
    for (let sample = 0; sample < 11; sample++) {
      const client = await RawClient.connect(port);
      const sentAt = performance.now();
      await client.send(post()).until("event:");
      waits.push(performance.now() - sentAt);
      expect(await ask(url, { method: "GET", path: "/healthz" })).toMatchObject({ status: 200 });
    }
    expect(server.openStreams).toBe(3);
    // The least, as a busy machine may hold up any of them.
    expect(Math.min(...waits)).toBeLessThan(50);
  });

  test("streams that never wait get on alike", async () => {
    const yielded = [0, 0, 0];
    const over = latch();
    const { port } = await start({
      async *handler({ sessionId }) {
        const index = Number(sessionId);
        for (let id = 1; ; id++) {
          yielded[index] = id;
          if (id === 20_000) over.set();
          yield event({ id: String(id) });
        }
      },
    });
    for (const sessionId of ["0", "1", "2"]) {
      const client = await RawClient.connect(port);
      client.send(post(JSON.stringify({ ...request, sessionId })));
      client.socket.removeAllListeners("data").resume();
    }
    await over.happened;
    expect(Math.min(...yielded)).toBeGreaterThan(1000);
  });
});

describe("flushing", () => {
  test("streams that never wait fill their writes, however many they are", async () => {
    const { port } = await start({
      async *handler() {
        for (let id = 1; id <= 1000; id++) yield event({ id: String(id), text: "x".repeat(100) });
      },
    });
    const wires = await Promise.all(
      Array.from({ length: 30 }, async () => {
        const client = await RawClient.connect(port);
        return client.send(post()).until("\r\n0\r\n\r\n");
      }),
    );
    // 14 full ones each, of 1,000 events; where other programs hold up this one, some writes go out half full.
    for (const wire of wires) expect(chunks(wire)).toBeLessThan(60);
  });

  test("events that are ready in one turn share a write", async () => {
    const { port } = await start({
      async *handler() {
        for (let id = 1; id <= 10; id++) yield event({ id: String(id) });
      },
    });
    const client = await RawClient.connect(port);
    expect(chunks(await client.send(post()).until("\r\n0\r\n\r\n"))).toBe(1);
  });

  test("events of different turns do not wait for each other", async () => {
    const { port } = await start({
      async *handler() {
        for (let id = 1; id <= 10; id++) {
          yield event({ id: String(id) });
          await nextTurn();
        }
      },
    });
    const client = await RawClient.connect(port);
    expect(chunks(await client.send(post()).until("\r\n0\r\n\r\n"))).toBe(10);
  });

  test("with flushInterval the first event goes at once, and later ones share writes", async () => {
    const firstHasCome = latch();
    const lastHasCome = latch();
    const { port } = await start({
      config: { flushInterval: 60 },
      async *handler() {
        yield event({ id: "1" });
        await firstHasCome.happened;
        for (let id = 2; id <= 10; id++) {
          yield event({ id: String(id) });
          await nextTurn();
        }
        // They are sent while the handler does nothing.
        await lastHasCome.happened;
      },
    });
    const client = await RawClient.connect(port);
    const sentAt = performance.now();
    await client.send(post()).until('"id":"1"');
    const firstAfter = performance.now() - sentAt;
    firstHasCome.set();
    await client.until('"id":"10"');
    lastHasCome.set();
    expect(chunks(await client.until("\r\n0\r\n\r\n"))).toBe(2);
    expect(firstAfter).toBeLessThan(60);
  });

  test("with flushInterval a first event that comes late goes at once too", async () => {
    const { port } = await start({
      config: { flushInterval: 60_000 },
      async *handler(_request, { signal }) {
        await nextTurn();
        yield event({ id: "1" });
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
    });
    const client = await RawClient.connect(port);
    expect(await client.send(post()).until('"id":"1"')).toContain("event: message");
  });

  test("with flushInterval the answer's end waits for nothing", async () => {
    const { url, logged } = await start({
      config: { flushInterval: 60_000 },
      async *handler() {
        for (let id = 1; id <= 3; id++) {
          yield event({ id: String(id) });
          await nextTurn();
        }
      },
    });
    expect((await ask(url)).text.match(/event: message/g)).toHaveLength(3);
    expect(await logged({ outcome: "done" })).toMatchObject({ events: 3 });
  });

  test("with flushInterval much that has gathered waits for nothing", async () => {
    const { port } = await start({
      config: { flushInterval: 60_000 },
      async *handler(_request, { signal }) {
        for (let id = 1; id <= 20; id++) {
          yield event({ id: String(id), text: "x".repeat(1000) });
          await nextTurn();
        }
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
    });
    const client = await RawClient.connect(port);
    expect(await client.send(post()).until('"id":"13"')).toContain("event: message");
  });
});
