import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../templates/core/src/llmbrick/config/config.ts";
import type { Observer } from "../../templates/core/src/llmbrick/http/observer.ts";
import { json } from "../../templates/core/src/llmbrick/http/reply.ts";
import type { Route } from "../../templates/core/src/llmbrick/http/route.ts";
import type { Slots } from "../../templates/core/src/llmbrick/http/slots.ts";
import { slotsInMemory } from "../../templates/core/src/llmbrick/http/slots.ts";
import { createLogger } from "../../templates/core/src/llmbrick/log/log.ts";
import type { Codec } from "../../templates/core/src/llmbrick/stream/codec.ts";
import { AnswerStream } from "../../templates/core/src/llmbrick/stream/stream.ts";
import type { ConversationRequest, Handler } from "../../templates/core/src/llmbrick/types.ts";
import { event, request } from "../support/client.ts";
import { ask } from "../support/http.ts";
import { start } from "../support/llmbrick-server.ts";
import { head, post, RawClient } from "../support/raw-client.ts";

describe("routes", () => {
  const count: Route = { method: "GET", path: "/count", handle: () => json(200, { count: 3 }) };

  test("one more is served as the server's own are", async () => {
    const { url } = await start({ routes: [count] });
    const { status, text, headers } = await ask(url, { method: "GET", path: "/count" });
    expect([status, text]).toEqual([200, '{"count":3}']);
    expect(headers["x-request-id"]).toBeDefined();
    expect((await ask(url, { method: "HEAD", path: "/count" })).text).toBe("");
    const refused = await ask(url, { path: "/count" });
    expect([refused.status, refused.headers.allow]).toEqual([405, "GET, HEAD"]);
  });

  test("one for the path of the server's own takes its place", async () => {
    const { url } = await start({ routes: [{ ...count, path: "/healthz" }] });
    expect((await ask(url, { method: "GET", path: "/healthz" })).text).toBe('{"count":3}');
  });

  test("one that fails is a 500, and in the log", async () => {
    const handle = () => {
      throw new Error("no count");
    };
    const { url, logged } = await start({ routes: [{ ...count, handle }] });
    expect((await ask(url, { method: "GET", path: "/count" })).status).toBe(500);
    expect((await logged({ level: "error" })).error).toContain("no count");
  });
});

describe("observers", () => {
  /** Takes down what it sees. */
  function witness() {
    const seen: string[] = [];
    const observer: Observer = {
      begin: ({ path }) => void seen.push(`begin ${path}`),
      events: ({ events }) => void seen.push(`${events} events`),
      end: ({ status, events }, outcome) => void seen.push(`end ${status} ${outcome}, ${events} events`),
    };
    return { seen, observer };
  }

  test("they see the begin, the events and the end of a stream", async () => {
    const { seen, observer } = witness();
    const { url } = await start({ observers: [observer] });
    await ask(url);
    expect(seen).toEqual(["begin /chat/completions", "2 events", "end 200 done, 2 events"]);
  });

  test("they see a request that is refused, though the log is off", async () => {
    const { seen, observer } = witness();
    const { url, log } = await start({ observers: [observer], config: { enableRequestLogging: false } });
    await ask(url, { body: "{}" });
    expect(seen).toEqual(["begin /chat/completions", "end 422 rejected, 0 events"]);
    expect(log).toEqual([]);
  });

  test("they see an answer begin, may give another handler, and see its last event or what it threw", async () => {
    const seen: unknown[] = [];
    const another: Handler = async function* () {
      yield event({ id: "8", text: "another" });
      yield event({ id: "9", progress: "DONE" });
      throw new Error("no more");
    };
    const observer: Observer = {
      answer(exchange, { sessionId }, handler) {
        seen.push(exchange.headers["x-mine"], sessionId, exchange.events);
        return sessionId === "s" ? handler : another;
      },
      end: ({ lastEvent, thrown }) => void seen.push(lastEvent?.id, thrown),
    };
    const { url } = await start({ observers: [observer, { answer: () => undefined }] });
    const body = { ...request, sessionId: "other" };
    expect((await ask(url, { body, headers: { "X-Mine": "1" } })).text).toContain("another");
    expect(seen).toEqual(["1", "other", 0, "9", new Error("no more")]);
  });

  test("one that fails is told of, and harms nothing", async () => {
    const fail = () => {
      throw new Error("no metrics");
    };
    const { url, log, logged } = await start({ observers: [{ begin: fail, events: fail, end: fail }] });
    expect((await ask(url)).text).toContain("Hello");
    await logged({ outcome: "done" });
    expect(log.filter(({ level }) => level === "error")).toHaveLength(3);
  });
});

describe("slots", () => {
  test("places in memory are as many as they should be", () => {
    const slots = slotsInMemory(2);
    expect([slots.take(), slots.areTaken(), slots.take(), slots.areTaken(), slots.take()]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
    slots.release();
    expect([slots.areTaken(), slots.take()]).toEqual([false, true]);
  });

  /** Places that lie elsewhere, and take their time. */
  function remoteSlots(free: number) {
    const state = { free };
    const slots: Slots = {
      areTaken: async () => state.free === 0,
      async take() {
        if (state.free === 0) return false;
        state.free--;
        return true;
      },
      release: () => void state.free++,
    };
    return { state, slots };
  }

  test("a request that the user's own code answers while its body comes in leaves none taken", async () => {
    const { port, server, log, logged } = await start({ config: { maxConcurrentConnections: 1 } });
    let isLate = () => {};
    server.use((_request, response) => {
      isLate = () => void response.writeHead(408).end("too late");
      return false;
    });
    for (let count = 0; count < 2; count++) {
      const client = await RawClient.connect(port);
      await client.send(post(undefined, { Expect: "100-continue" }).slice(0, -1)).until("100 Continue");
      isLate();
      await client.until("too late");
      client.send(post().slice(-1));
      await client.send(head("GET /healthz")).until('{"status":"ok"}');
      client.socket.destroy();
    }
    await logged({ path: "/healthz" });
    const answers = log.filter(({ path }) => path === "/chat/completions");
    expect(answers).toMatchObject(Array(2).fill({ status: 408, outcome: "rejected" }));
    expect(log.filter(({ level }) => level === "error")).toEqual([]);
    expect(server.openStreams).toBe(0);
  });

  test("a stream has one for as long as it is open", async () => {
    const { state, slots } = remoteSlots(1);
    const during: number[] = [];
    const { url } = await start({
      slots,
      async *handler() {
        during.push(state.free);
        yield event();
      },
    });
    expect((await ask(url)).status).toBe(200);
    expect([during, state.free]).toEqual([[0], 1]);
  });

  test("without one, a request is refused before its body is read", async () => {
    const { url } = await start({ slots: remoteSlots(0).slots });
    expect((await ask(url, { body: "no JSON" })).status).toBe(503);
  });
});

describe("codecs", () => {
  /** Counts its frames, as one does whose protocol numbers them. */
  class CountingCodec implements Codec {
    #count = 0;
    end = () => "[over]";
    keepAlive = () => "";
    event(given: unknown): string {
      return `${++this.#count}:${(given as { text: string }).text};`;
    }
    failure({ details }: { details: string }): string {
      return `!${details};`;
    }
  }

  /** What is sent of an answer. */
  function sentOf(handler: Handler, validate = () => {}): Promise<string> {
    let sent = "";
    return new Promise((resolve) => {
      const stream = new AnswerStream({
        request: request as ConversationRequest,
        exchange: {
          requestId: "1",
          status: 200,
          events: 0,
          bytes: 0,
          firstEventAt: undefined,
          lastEventAt: undefined,
          lastEvent: undefined,
          thrown: undefined,
        },
        validate,
        handler,
        codec: new CountingCodec(),
        limits: resolveConfig({}, {}).config,
        logger: createLogger(() => {}),
        onEvents() {},
        onEnd() {},
      });
      stream.start({
        write(text) {
          sent += text;
          return true;
        },
        end: (text) => resolve(sent + text),
        refuse: ({ status, body }) => resolve(`${sent}${status} ${body}`),
      });
    });
  }

  test("all of an answer goes out in its codec's frames", async () => {
    const handler: Handler = async function* () {
      yield event({ text: "a" });
      yield event({ text: "b" });
    };
    expect(await sentOf(handler)).toBe("1:a;2:b;[over]");
  });

  test("so does a failure, and nothing after it", async () => {
    const handler: Handler = async function* () {
      yield event({ text: "a" });
      throw new Error("lost");
    };
    expect(await sentOf(handler)).toBe("1:a;!lost;");
  });
});
