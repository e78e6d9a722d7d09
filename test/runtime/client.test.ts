import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ChatOptions,
  chat,
  ProtocolError,
  StreamError,
} from "../../templates/core/src/llmbrick/client.ts";
import type { ConversationEvent } from "../../templates/core/src/llmbrick/types.ts";
import { event, eventStream, frame, request } from "../support/client.ts";

const utf8 = new TextEncoder();

/** A `fetch` that answers with these chunks, whatever it is asked. */
function answering(chunks: Iterable<string | Uint8Array>, headers: Record<string, string> = eventStream) {
  const state = { requests: 0, cancelled: false };
  const iterator = chunks[Symbol.iterator]();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { done, value } = iterator.next();
      if (done) controller.close();
      else controller.enqueue(typeof value === "string" ? utf8.encode(value) : value);
    },
    cancel() {
      state.cancelled = true;
    },
  });
  const fetch = async () => {
    state.requests++;
    return new Response(body, { headers });
  };
  return Object.assign(state, { fetch: fetch as typeof globalThis.fetch });
}

async function read(chunks: Iterable<string | Uint8Array>, options: Partial<ChatOptions> = {}) {
  const events: ConversationEvent[] = [];
  const { fetch } = answering(chunks);
  let error: unknown;
  try {
    for await (const event of chat({ url: "http://test/", request, fetch, requireDone: false, ...options }))
      events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  return { events, error };
}

describe("chat", () => {
  test("gives the events in order, then ends", async () => {
    const sent = [event(), event({ id: "2", type: "done", progress: "DONE" })];
    const { events, error } = await read(sent.map((each) => frame(each)));
    expect(error).toBeUndefined();
    expect(events).toEqual(sent);
  });

  const text = fc.string({ unit: "binary" });
  const anyEvent = fc.record({
    id: text,
    type: text,
    progress: fc.constantFrom("IN_PROGRESS", "DONE", "ERROR"),
    model: fc.option(text),
    text: fc.option(text),
    context: fc.option(fc.record({ conversationId: fc.option(text), cursor: fc.option(text) })),
    metadata: fc.option(
      fc
        .tuple(fc.dictionary(text, fc.jsonValue()), fc.jsonValue(), fc.jsonValue())
        .map(([own, searchResults, attachments]) => ({ ...own, searchResults, attachments })),
    ),
  });
  test("reads back any events, the bytes cut anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent as fc.Arbitrary<ConversationEvent>),
        fc.array(fc.nat(3000)),
        fc.boolean(),
        async (sent, cuts, bom) => {
          const bytes = utf8.encode((bom ? "\uFEFF" : "") + sent.map((each) => frame(each)).join(""));
          const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
          const whole = await read(at.slice(1).map((end, index) => bytes.subarray(at[index], end)));
          expect(whole.error).toBeUndefined();
          // As JSON holds them: -0 is 0, and `__proto__` is a key like any other.
          expect(JSON.stringify(whole.events.map(sorted))).toBe(JSON.stringify(sent.map(sorted)));
        },
      ),
    );
  });

  test("reads characters that are split over chunks, and a byte order mark", async () => {
    const bytes = utf8.encode(`\uFEFF${frame(event({ text: "磚🧱é" }))}`);
    const { events } = await read([...bytes].map((byte) => Uint8Array.of(byte)));
    expect(events).toEqual([event({ text: "磚🧱é" })]);
  });

  test("gives nested keys in camelCase, in whichever spelling they came", async () => {
    const { events } = await read([
      frame({
        ...event(),
        context: { conversation_id: "c", cursor: null },
        metadata: { search_results: [1], attachments: null },
      }),
      frame({
        ...event(),
        context: { conversationId: "c", cursor: null },
        metadata: { searchResults: [1], my_key: 2 },
      }),
      frame({ ...event(), metadata: { searchResults: null, search_results: "the handler's own" } }),
      frame({ ...event(), context: null, metadata: null }),
    ]);
    expect(events.map(({ context, metadata }) => ({ context, metadata }))).toEqual([
      { context: { conversationId: "c", cursor: null }, metadata: { searchResults: [1], attachments: null } },
      { context: { conversationId: "c", cursor: null }, metadata: { searchResults: [1], my_key: 2 } },
      { context: undefined, metadata: { searchResults: null, search_results: "the handler's own" } },
      { context: null, metadata: null },
    ]);
  });

  test("turns an error frame into a StreamError, after the events before it", async () => {
    const fault = { error: "Handler exception", details: "no more 磚" };
    const { events, error } = await read([frame(event()) + frame(fault, "error") + frame(event())]);
    expect(events).toEqual([event()]);
    expect(error).toBeInstanceOf(StreamError);
    expect(error).toMatchObject({ ...fault, message: "Handler exception: no more 磚" });

    const terse = await read([frame({ error: "Request timeout" }, "error")]);
    expect(terse.error).toMatchObject({ error: "Request timeout", details: "Request timeout" });
  });

  test("takes a stream that just ends as it is, where no last event is required", async () => {
    expect(await read([])).toEqual({ events: [], error: undefined });
    expect(await read([frame(event())])).toEqual({ events: [event()], error: undefined });
  });

  test("throws where the last event is missing", async () => {
    for (const sent of [[], [event()], [event(), event({ id: "2" })]]) {
      const { events, error } = await read(
        sent.map((each) => frame(each)),
        { requireDone: true },
      );
      expect(events).toEqual(sent);
      expect(error).toBeInstanceOf(ProtocolError);
      expect((error as Error).message).toContain("before its last event");
    }
    for (const progress of ["DONE", "ERROR"] as const) {
      const sent = [event(), event({ progress })];
      expect(await read([sent.map((each) => frame(each)).join("")], { requireDone: true })).toEqual({
        events: sent,
        error: undefined,
      });
    }
  });

  test("requires a last event unless told otherwise", async () => {
    const { fetch } = answering([frame(event())]);
    const reading = chat({ url: "http://test/", request, fetch });
    await reading.next();
    await expect(reading.next()).rejects.toThrow(ProtocolError);
  });

  test.each([false, true])(
    "throws where the stream ends inside a frame, anywhere (requireDone: %s)",
    async (requireDone) => {
      const whole = frame(event({ text: "磚", progress: "DONE" }));
      const bytes = utf8.encode(`: keep-alive\n\n${whole}: keep-alive\n\n`);
      const [first, second] = [": keep-alive\n\n".length, bytes.length - ": keep-alive\n\n".length];
      for (let cut = 1; cut < bytes.length; cut++) {
        const { events, error } = await read([bytes.subarray(0, cut)], { requireDone });
        expect(events).toHaveLength(cut < second ? 0 : 1);
        // A comment's line may be whole, and a blank line changes nothing then.
        const isWhole = cut === second || cut === first || cut === first - 1 || cut === bytes.length - 1;
        if (isWhole && (cut >= second || !requireDone)) expect([cut, error]).toEqual([cut, undefined]);
        else expect([cut, error]).toEqual([cut, expect.any(ProtocolError)]);
      }
    },
  );

  test("reads an answer whole where the runtime gives no stream of it", async () => {
    const sent = [event(), event({ id: "2", progress: "DONE" })];
    const text = sent.map((each) => frame(each)).join("");
    const headers = new Headers(eventStream);
    const answer = { ok: true, status: 200, headers, body: undefined, text: async () => text };
    const fetch = (async () => answer) as unknown as typeof globalThis.fetch;
    expect(await read([], { fetch, requireDone: true })).toEqual({ events: sent, error: undefined });
  });

  test("throws the signal's reason, whatever the runtime makes of the abort", async () => {
    const reason = new Error("the reader has had enough");
    for (const end of ["error", "close"] as const) {
      const abort = new AbortController();
      const body = new ReadableStream(
        {
          pull(controller) {
            abort.abort(reason);
            controller[end](new DOMException("Fetch is aborted", "AbortError"));
          },
        },
        { highWaterMark: 0 },
      );
      const fetch = async () => new Response(body, { headers: eventStream });
      expect((await read([], { fetch, signal: abort.signal })).error).toBe(reason);
    }
    const fetch = async () => {
      throw new TypeError("Load failed");
    };
    expect((await read([], { fetch, signal: AbortSignal.abort(reason) })).error).toBe(reason);
  });

  test("shows frames and comments, and passes over frames of other names", async () => {
    const seen: unknown[] = [];
    const { events } = await read([`: keep-alive\n\n${frame("x", "ping")}`, frame(event())], {
      onFrame: (each) => seen.push(each),
      onComment: (each) => seen.push(each),
    });
    expect(seen).toEqual([
      "keep-alive",
      { event: "ping", data: '"x"' },
      { event: "message", data: JSON.stringify(event()) },
    ]);
    expect(events).toEqual([event()]);
  });

  test.each(["not JSON", "[]", "null", '"text"', "{"])("refuses a frame with %s", async (data) => {
    for (const name of ["message", "error"]) {
      const { error } = await read([`event: ${name}\ndata: ${data}\n\n`]);
      expect(error).toBeInstanceOf(ProtocolError);
      expect((error as Error).message).toBe(`Expected a frame with a JSON object, got ${data}`);
    }
  });

  test.each([
    ["application/json", "application/json"],
    ["text/event-streams", "text/event-streams"],
    ["", "none"],
  ])("refuses an answer of Content-Type %o, and ends it", async (type, named) => {
    const answer = answering(["{}"], type ? { "Content-Type": type } : {});
    await expect(chat({ url: "http://test/", request, fetch: answer.fetch }).next()).rejects.toThrow(
      new ProtocolError(`Expected an answer of Content-Type text/event-stream, got ${named}`),
    );
    expect(answer.cancelled).toBe(true);
  });

  test("takes a Content-Type in any case and with any parameters", async () => {
    const { fetch } = answering([frame(event())], { "Content-Type": "Text/Event-Stream ;charset=UTF-8" });
    expect(await chat({ url: "http://test/", request, fetch }).next()).toEqual({
      done: false,
      value: event(),
    });
  });

  test("ends the request when the loop is left, and when a frame is too long", async () => {
    const many = function* () {
      for (let sent = 0; sent < 1000; sent++) yield frame(event());
    };
    const left = answering(many());
    for await (const each of chat({ url: "http://test/", request, fetch: left.fetch })) {
      expect(each).toEqual(event());
      break;
    }
    expect(left.cancelled).toBe(true);

    const long = answering(many());
    const reading = chat({ url: "http://test/", request, fetch: long.fetch, maxFrameLength: 20 });
    await expect(reading.next()).rejects.toThrow("A frame of the answer is longer than 20 characters");
    expect(long.cancelled).toBe(true);
  });

  test("reads no further than its reader asks", async () => {
    let sent = 0;
    const counted = function* () {
      for (; sent < 1000; sent++) yield frame(event());
    };
    const reading = chat({ url: "http://test/", request, fetch: answering(counted()).fetch });
    for (let taken = 0; taken < 10; taken++) await reading.next();
    expect(sent).toBeLessThan(15);
    await reading.return();
  });
});

/** With its keys in one order, so that two events can be compared as JSON. */
function sorted({ id, type, progress, model, text, context, metadata }: ConversationEvent): unknown {
  const { searchResults, attachments, ...own } = metadata ?? {};
  return {
    id,
    type,
    progress,
    model,
    text,
    context,
    metadata: metadata && { ...own, searchResults, attachments },
  };
}
