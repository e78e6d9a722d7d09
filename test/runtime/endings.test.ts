import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { Handler, HandlerContext } from "../../templates/core/src/llmbrick/types.ts";
import { event, request } from "../support/client.ts";
import { readEventStream } from "../support/event-stream.ts";
import { ask } from "../support/http.ts";
import { latch } from "../support/latch.ts";
import { hello, type RunningServer, type StartOptions, silent, start } from "../support/llmbrick-server.ts";
import { post, RawClient } from "../support/raw-client.ts";

const big = "x".repeat(60_000);

/** Never waits for anything but the client. */
const flood: Handler = async function* () {
  for (let id = 1; ; id++) yield event({ id: String(id), text: big });
};

/** A way for a stream to end early. */
interface Ending {
  options?: StartOptions;
  handler: Handler;
  /** Called when the stream's headers have come. */
  act?: (running: RunningServer, client: RawClient) => void;
}

const endings: Record<string, Ending> = {
  aborted: { handler: silent, act: (_running, client) => client.socket.destroy() },
  stalled: {
    handler: flood,
    options: { config: { writeTimeout: 0.1 } },
    act: (_running, client) => client.socket.pause(),
  },
  timeout: { handler: silent, options: { config: { requestTimeout: 0.1 } } },
  shutdown: { handler: silent, act: ({ server }) => void server.close() },
  error: {
    async *handler() {
      yield event({ id: "" });
    },
  },
};

describe("a stream that ends early", () => {
  test.each(Object.entries(endings))("%s: tells the handler and the log why", async (cause, ending) => {
    const aborted = latch<HandlerContext>();
    const cleanedUp = latch();
    let openAtAbort: number | undefined;
    const running = await start({
      ...ending.options,
      async *handler(request, context) {
        context.signal.addEventListener("abort", () => {
          openAtAbort = running.server.openStreams;
          aborted.set(context);
        });
        try {
          yield* ending.handler(request, context);
        } finally {
          cleanedUp.set();
        }
      },
    });
    const client = await RawClient.connect(running.port);
    await client.send(post()).until("\r\n\r\n");
    ending.act?.(running, client);

    const { signal } = await aborted.happened;
    expect(signal.reason).toBeInstanceOf(Error);
    expect(signal.reason).toMatchObject({ name: "AbortError", cause });
    expect(openAtAbort).toBe(0);
    await cleanedUp.happened;
    expect(await running.logged({ outcome: cause })).toMatchObject({ status: 200, model: "gpt-4o" });
    expect(running.log.filter((line) => "outcome" in line)).toHaveLength(1);
    expect(running.server.openStreams).toBe(0);
  });

  test.each(["a handler that goes on", "one that never waits", "a validator that never ends"])(
    "ends when it takes longer than its limit: %s",
    async (who) => {
      const ends = latch();
      const { url, logged } = await start({
        config: { maxStreamDuration: 0.2 },
        ...(who.includes("validator") && { customValidator: () => new Promise<void>(() => {}) }),
        async *handler(_request, { signal }) {
          try {
            while (!signal.aborted) {
              yield event();
              if (who.includes("goes on")) await delay(10);
            }
          } finally {
            ends.set();
          }
        },
      });
      const frames = readEventStream((await ask(url)).text);
      const data = { error: "Stream too long", details: "The answer took longer than 0.2 s" };
      expect(frames.at(-1)).toEqual({ event: "error", data: JSON.stringify(data) });
      expect(await logged({ outcome: "timeout" })).toMatchObject({ status: 200, events: frames.length - 1 });
      if (!who.includes("validator")) await ends.happened;
    },
  );

  test("a stream that is done aborts nothing", async () => {
    let given: AbortSignal | undefined;
    const { url, logged } = await start({
      handler(request, context) {
        given = context.signal;
        return hello(request, context);
      },
    });
    await ask(url);
    await logged({ outcome: "done" });
    expect(given?.aborted).toBe(false);
  });

  test("a signal that is first asked for afterwards is aborted already", async () => {
    const reason = latch<unknown>();
    const mayAsk = latch();
    const { port, logged } = await start({
      // biome-ignore lint/correctness/useYield: the client leaves before
      async *handler(_request, context) {
        await mayAsk.happened;
        reason.set(context.signal.reason);
      },
    });
    const client = await RawClient.connect(port);
    await client.send(post()).until("\r\n\r\n");
    client.socket.destroy();
    await logged({ outcome: "aborted" });
    mayAsk.set();
    expect(await reason.happened).toMatchObject({ cause: "aborted" });
  });

  test("the handler's finally runs while the sender waits for the client to take data", async () => {
    const cleanedUp = latch();
    const { port, server } = await start({
      async *handler(request, context) {
        try {
          yield* flood(request, context);
        } finally {
          cleanedUp.set();
        }
      },
    });
    const client = await RawClient.connect(port);
    await client.send(post()).until("\r\n\r\n");
    const [socket] = server.sockets;
    client.socket.pause();
    await vi.waitUntil(() => socket?.writableNeedDrain, { interval: 5 });
    client.socket.destroy();
    await cleanedUp.happened;
    expect(server.openStreams).toBe(0);
  });

  test("a handler that hangs, deaf to its signal, frees its place at once", async () => {
    const mayGoOn = latch();
    const cleanedUp = latch();
    const { port, server, logged, url } = await start({
      config: { maxConcurrentConnections: 1 },
      async *handler() {
        try {
          await mayGoOn.happened;
          yield event();
        } finally {
          cleanedUp.set();
        }
      },
    });
    const client = await RawClient.connect(port);
    await client.send(post()).until("\r\n\r\n");
    client.socket.destroy();
    await logged({ outcome: "aborted" });
    expect(server.openStreams).toBe(0);
    server.handler(hello);
    expect(await ask(url)).toMatchObject({ status: 200 });
    mayGoOn.set();
    await cleanedUp.happened;
  });

  test.each([
    ["an AbortError", new DOMException("stopped", "AbortError"), 0],
    ["another error", new Error("stopped badly"), 1],
  ])("a handler may stop by throwing: %s", async (_name, thrown, lines) => {
    const over = latch();
    const { port, log, logged } = await start({
      async *handler(request, context) {
        try {
          yield* silent(request, context);
          throw thrown;
        } finally {
          over.set();
        }
      },
    });
    const client = await RawClient.connect(port);
    await client.send(post()).until("\r\n\r\n");
    client.socket.destroy();
    await over.happened;
    await logged({ outcome: "aborted" });
    await new Promise(setImmediate);
    expect(log.filter(({ level }) => level === "error")).toHaveLength(lines);
  });

  test("an error in the handler's finally is logged, and harms nothing", async () => {
    const { url, logged } = await start({
      async *handler() {
        try {
          yield event({ id: "" });
        } finally {
          // biome-ignore lint/correctness/noUnsafeFinally: that is what is tested
          throw new Error("in finally");
        }
      },
    });
    await ask(url);
    expect(await logged({ level: "error", message: "Handler exception" })).toMatchObject({
      error: expect.stringContaining("in finally"),
    });
    expect(await ask(url)).toMatchObject({ status: 200 });
  });

  test("a client that leaves while its request is validated starts no handler", async () => {
    const mayGoOn = latch();
    const handler = vi.fn(hello);
    const { port, server, logged } = await start({ customValidator: () => mayGoOn.happened, handler });
    const client = await RawClient.connect(port);
    await client.send(post()).until("\r\n\r\n");
    expect(server.openStreams).toBe(1);
    client.socket.destroy();
    await logged({ outcome: "aborted" });
    mayGoOn.set();
    await new Promise(setImmediate);
    expect(handler).not.toHaveBeenCalled();
    expect(server.openStreams).toBe(0);
  });
});

describe("requests sent without waiting for the answers before", () => {
  test("are answered in their order", async () => {
    const { port, logged } = await start({
      async *handler({ sessionId }) {
        await new Promise(setImmediate);
        yield event({ text: sessionId });
      },
    });
    const client = await RawClient.connect(port);
    const sessions = ["a", "b", "c"].map((sessionId) => post(JSON.stringify({ ...request, sessionId })));
    const text = await client.send(sessions.join("")).until('"text":"c"');
    expect(text.match(/"text":"\w"/g)).toEqual(['"text":"a"', '"text":"b"', '"text":"c"']);
    await logged({ sessionId: "c", outcome: "done" });
  });

  test("hold no places, and leave none taken when the client vanishes", async () => {
    let started = 0;
    const { port, server, logged } = await start({
      handler(request, context) {
        started++;
        return flood(request, context);
      },
    });
    const client = await RawClient.connect(port);
    await client.send(post() + post() + post()).until("event:");
    const [socket] = server.sockets;
    client.socket.destroy();
    await new Promise((resolve) => socket?.on("close", resolve));
    await logged({ outcome: "aborted" });
    expect(server.openStreams).toBe(0);
    expect(started).toBe(1);
  });
});
