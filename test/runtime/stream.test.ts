import { describe, expect, test } from "vitest";
import {
  ConfigException,
  ExternalServiceException,
  LLMBrickException,
  ModelException,
  ValidationException,
} from "../../templates/core/src/llmbrick/errors.ts";
import { event, request } from "../support/client.ts";
import { dataOf, readEventStream } from "../support/event-stream.ts";
import { ask } from "../support/http.ts";
import { latch } from "../support/latch.ts";
import { silent, start } from "../support/llmbrick-server.ts";
import { post, RawClient } from "../support/raw-client.ts";

describe("a stream", () => {
  test("has its headers, and none that would spoil it", async () => {
    const { port } = await start();
    const client = await RawClient.connect(port);
    const text = await client.send(post()).until("0\r\n\r\n");
    const [statusLine, ...headers] = text.slice(0, text.indexOf("\r\n\r\n")).split("\r\n");
    expect(statusLine).toBe("HTTP/1.1 200 OK");
    expect(headers).toContain("Content-Type: text/event-stream; charset=utf-8");
    expect(headers).toContain("Cache-Control: no-cache, no-transform");
    expect(headers).toContain("X-Accel-Buffering: no");
    expect(headers.join("\n")).toMatch(/^X-Request-Id: [\da-f-]{36}$/m);
    expect(headers.join("\n")).not.toMatch(/^(content-length|content-encoding):/im);
  });

  test.each([
    ["abc.DEF:0-9_x", true],
    ["x".repeat(128), true],
    ["x".repeat(129), false],
    ["", false],
    ["two words", false],
    ["漢字", false],
    ["a;b", false],
  ])("has the caller's request id, if it is a good one: %s", async (id, isGood) => {
    const { url } = await start();
    const sent = Buffer.from(id).toString("latin1");
    const given = (await ask(url, { headers: { "X-Request-Id": sent } })).headers["x-request-id"];
    expect(given).toMatch(isGood ? new RegExp(`^${id}$`) : /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  });

  test("is a stream, whatever the request says of it", async () => {
    const { url } = await start();
    const { headers, text } = await ask(url, { body: { ...request, stream: false } });
    expect(headers["content-type"]).toBe("text/event-stream; charset=utf-8");
    expect(readEventStream(text)).toHaveLength(2);
  });

  test("has no chunks for a client of HTTP/1.0", async () => {
    const { port } = await start();
    const client = await RawClient.connect(port);
    const text = await client.send(post().replace("HTTP/1.1", "HTTP/1.0")).closed();
    const [head = "", body = ""] = text.split(/\r\n\r\n(.*)/s);
    expect(head).not.toMatch(/^transfer-encoding:/im);
    expect(body).toMatch(/^event: message\n/);
    expect(readEventStream(body)).toHaveLength(2);
  });

  test("sends its headers before the first event", async () => {
    const mayGoOn = latch();
    const { port } = await start({
      async *handler() {
        await mayGoOn.happened;
        yield event();
      },
    });
    const client = await RawClient.connect(port);
    expect(await client.send(post()).until("\r\n\r\n")).not.toContain("event:");
    mayGoOn.set();
    expect(await client.until("0\r\n\r\n")).toContain("event: message");
  });

  test("sends each event when it is there", async () => {
    let mayGoOn = latch();
    const { port } = await start({
      async *handler() {
        for (let id = 1; id <= 3; id++) {
          yield event({ id: String(id) });
          await mayGoOn.happened;
        }
      },
    });
    const client = await RawClient.connect(port);
    client.send(post());
    for (let id = 1; id <= 3; id++) {
      expect(await client.until(`"id":"${id}"`)).not.toContain(`"id":"${id + 1}"`);
      const next = mayGoOn;
      mayGoOn = latch();
      next.set();
    }
    expect(await client.until("0\r\n\r\n")).toMatch(/"id":"3"/);
  });

  test("keeps all events, in their order", async () => {
    const { url } = await start({
      async *handler() {
        for (let id = 0; id < 5000; id++) {
          if (id % 1000 === 0) await new Promise(setImmediate);
          yield event({ id: String(id), text: "漢字😀".repeat(id % 50) });
        }
      },
    });
    const events = dataOf((await ask(url)).text) as { id: string; text: string }[];
    expect(events.map(({ id }) => Number(id))).toEqual(Array.from({ length: 5000 }, (_, id) => id));
    expect(events.every(({ text }, id) => text === "漢字😀".repeat(id % 50))).toBe(true);
  });

  test("of a handler that yields nothing is empty", async () => {
    const { url, logged } = await start({ async *handler() {} });
    expect(await ask(url)).toMatchObject({ status: 200, text: "" });
    expect(await logged({ outcome: "done" })).toMatchObject({ events: 0, bytes: 0, msToFirstEvent: null });
  });

  test("works in HTTP/1.0, to the connection's end", async () => {
    const { port } = await start();
    const client = await RawClient.connect(port);
    const text = await client.send(post().replace("HTTP/1.1", "HTTP/1.0")).closed();
    expect(text).toContain("Content-Type: text/event-stream");
    expect(readEventStream(text.split("\r\n\r\n")[1] as string)).toHaveLength(2);
  });

  test("leaves the connection of use", async () => {
    const { port } = await start();
    const client = await RawClient.connect(port);
    await client.send(post()).until("0\r\n\r\n");
    expect(await client.forget().send(post()).until("0\r\n\r\n")).toMatch(/^HTTP\/1.1 200 .*Hello/s);
  });
});

describe("a handler that throws", () => {
  const failed = (details: string) => [
    { event: "error", data: JSON.stringify({ error: "Handler exception", details }) },
  ];

  class Odd extends Error {
    override get message(): string {
      throw new Error("no message");
    }
  }

  test.each<[string, unknown, string]>([
    ["an error", new Error("Oh no"), "Oh no"],
    ["an error with line breaks", new Error("a\n\ndata: b\r\r"), "a\n\ndata: b\r\r"],
    ["a validation error", new ValidationException("Not mine"), "[1400] Not mine"],
    ["an AbortError of its own", new DOMException("gone", "AbortError"), "gone"],
    ["a text", "Oh no", "Oh no"],
    ["nothing", undefined, "undefined"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
    ["an object without a text", Object.create(null), expect.any(String)],
    ["an error without a message", new Odd(), expect.any(String)],
    ["an error with a strange message", Object.assign(new Error(), { message: 1n }), "1"],
  ])("%s ends its stream, and nothing else", async (_name, thrown, details) => {
    const { url, server, logged } = await start({
      // biome-ignore lint/correctness/useYield: it throws before it could
      async *handler() {
        throw thrown;
      },
    });
    const frames = readEventStream((await ask(url)).text);
    expect(frames).toEqual([{ event: "error", data: expect.any(String) }]);
    expect(JSON.parse(frames[0]?.data as string)).toEqual({ error: "Handler exception", details });
    expect(server.openStreams).toBe(0);
    expect(await logged({ outcome: "error" })).toMatchObject({ status: 200, events: 0 });
    await logged({ level: "error" });
  });

  test.each<[string, () => unknown]>([
    [
      "at once, as no generator does",
      () => {
        throw new Error("Oh no");
      },
    ],
    ["by being no generator", () => 1],
    [
      "by iterating over nothing",
      () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve() }) }),
    ],
    [
      "in next()",
      () => ({
        [Symbol.asyncIterator]: () => ({
          next() {
            throw new Error("Oh no");
          },
        }),
      }),
    ],
    ["by giving no promise", () => ({ [Symbol.asyncIterator]: () => ({ next: () => ({ done: true }) }) })],
  ])("%s", async (_name, handler) => {
    const { url, server } = await start({ handler: handler as never });
    const [only] = readEventStream((await ask(url)).text);
    expect(only?.event).toBe("error");
    expect(JSON.parse(only?.data as string)).toMatchObject({ error: "Handler exception" });
    expect(server.openStreams).toBe(0);
  });

  test("has its error logged whole, with causes, in debug mode and out of it", async () => {
    for (const debugMode of [true, false]) {
      const { url, logged } = await start({
        config: { debugMode },
        async *handler() {
          yield event();
          throw new Error("Oh no", { cause: new TypeError("deep down") });
        },
      });
      const frames = readEventStream((await ask(url)).text);
      expect(frames.slice(1)).toEqual(failed(debugMode ? "Oh no" : "Handler exception occurred"));
      const { error } = await logged({ level: "error", message: "Handler exception" });
      expect(error).toMatch(/^Error: Oh no\n\s+at .*Caused by: TypeError: deep down\n\s+at /s);
    }
  });

  test.each([
    new LLMBrickException("Oh no"),
    new ConfigException("Oh no"),
    new ModelException("Oh no", { model: "secret" }),
    new ExternalServiceException("Oh no", null, { cause: new Error("deep down") }),
    new ValidationException("Oh no"),
  ])("tells clients what is written for them, in every mode: $name", async (error) => {
    for (const debugMode of [true, false]) {
      const { url } = await start({
        config: { debugMode },
        async *handler() {
          yield event();
          throw error;
        },
      });
      const frames = readEventStream((await ask(url)).text);
      const cause = debugMode && error.cause instanceof Error ? `: ${error.cause.message}` : "";
      expect(frames.slice(1)).toEqual(failed(`[${error.code}] Oh no${cause}`));
    }
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      name: error.constructor.name,
      code: error.code,
      message: "Oh no",
      details: error.details,
    });
  });

  test("an error that is its own cause is logged all the same", async () => {
    const { url, logged } = await start({
      // biome-ignore lint/correctness/useYield: it throws before it could
      async *handler() {
        const error = new Error("round and round");
        error.cause = error;
        throw error;
      },
    });
    await ask(url);
    const { error } = await logged({ level: "error", message: "Handler exception" });
    expect(error).toContain("round and round");
  });
});

describe("time", () => {
  test("runs out before the first event", async () => {
    const { url, logged } = await start({ handler: silent, config: { requestTimeout: 0.05 } });
    const { text } = await ask(url);
    expect(readEventStream(text)).toEqual([
      {
        event: "error",
        data: '{"error":"Request timeout","details":"No event from the handler for 0.05 s"}',
      },
    ]);
    expect(await logged({ outcome: "timeout" })).toMatchObject({ events: 0, msToFirstEvent: null });
  });

  test("runs out between events, counted from the last", async () => {
    const { url, logged } = await start({
      config: { requestTimeout: 0.15 },
      async *handler(_request, { signal }) {
        // Longer than the limit in all, shorter each.
        for (let id = 1; id <= 4; id++) {
          yield event({ id: String(id) });
          await new Promise((resolve) => setTimeout(resolve, 60));
        }
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
    });
    const frames = readEventStream((await ask(url)).text);
    expect(frames.map((frame) => frame.event)).toEqual([...Array(4).fill("message"), "error"]);
    const { durationMs } = await logged({ outcome: "timeout", events: 4 });
    expect(durationMs).toBeGreaterThan(3 * 60 + 150 - 10);
  });

  test("does not run out while events wait to share a write", async () => {
    const { url } = await start({
      config: { requestTimeout: 0.1, flushInterval: 1000 },
      async *handler() {
        for (let id = 1; id <= 5; id++) {
          yield event({ id: String(id) });
          await new Promise((resolve) => setTimeout(resolve, 40));
        }
      },
    });
    const frames = readEventStream((await ask(url)).text);
    expect(frames.map((frame) => frame.event)).toEqual(Array(5).fill("message"));
  });

  test("of silence is filled with comments, and no client takes them for events", async () => {
    const { port } = await start({
      handler: silent,
      config: { heartbeatInterval: 0.03, requestTimeout: 0.2 },
    });
    const client = await RawClient.connect(port);
    const text = await client.send(post()).until("Request timeout");
    const beats = text.split(": keep-alive\n\n").length - 1;
    expect(beats).toBeGreaterThanOrEqual(2);
    expect(beats).toBeLessThanOrEqual(7);
    const stream = text.slice(text.indexOf(": keep-alive"));
    expect(readEventStream(stream.replaceAll(/\r\n(\w+\r\n)?/g, ""))).toHaveLength(1);
  });

  test("of silence has no comments while there are events, or where they are off", async () => {
    for (const heartbeatInterval of [0.15, 0]) {
      const { url } = await start({
        config: { heartbeatInterval },
        async *handler() {
          for (let id = 1; id <= 5; id++) {
            yield event({ id: String(id) });
            await new Promise((resolve) => setTimeout(resolve, 40));
          }
        },
      });
      expect((await ask(url)).text).not.toContain("keep-alive");
    }
  });
});
