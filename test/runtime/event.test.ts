import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageFrame } from "../../templates/core/src/llmbrick/stream/event.ts";
import type { ConversationEvent, Handler } from "../../templates/core/src/llmbrick/types.ts";
import { event } from "../support/client.ts";
import { readEventStream } from "../support/event-stream.ts";
import { ask } from "../support/http.ts";
import { type StartOptions, start } from "../support/llmbrick-server.ts";

/** A handler that yields one value, and then a good event that must never be seen after a bad one. */
const yields = (value: unknown): Handler =>
  async function* () {
    yield value as ConversationEvent;
    yield event({ id: "after" });
  };

async function answer(handler: Handler, options: StartOptions = {}) {
  const { url, log, server } = await start({ ...options, handler });
  const { text } = await ask(url);
  expect(server.openStreams).toBe(0);
  return { text, frames: readEventStream(text), log };
}

describe("an event's frame", () => {
  test.each<[string, ConversationEvent, string]>([
    [
      "with what it must have",
      { progress: "DONE", type: "text", id: "1" },
      '{"id":"1","type":"text","model":null,"text":null,"progress":"DONE","context":null,"metadata":null}',
    ],
    [
      "with everything",
      {
        metadata: { own: { deep: [1, null, "x"] }, attachments: [], searchResults: [{ a: 1 }], last: true },
        context: { cursor: "c", conversationId: "v" },
        progress: "ERROR",
        text: "t",
        model: "m",
        type: "own",
        id: "i",
      },
      '{"id":"i","type":"own","model":"m","text":"t","progress":"ERROR","context":{"conversationId":"v","cursor":"c"},' +
        '"metadata":{"searchResults":[{"a":1}],"attachments":[],"own":{"deep":[1,null,"x"]},"last":true}}',
    ],
    [
      "with empty parts",
      { id: "1", type: "text", progress: "IN_PROGRESS", model: null, text: "", context: {}, metadata: {} },
      '{"id":"1","type":"text","model":null,"text":"","progress":"IN_PROGRESS","context":{"conversationId":null,"cursor":null},"metadata":{"searchResults":null,"attachments":null}}',
    ],
  ])("%s", async (_name, value, data) => {
    const { text } = await answer(yields(value));
    expect(text.split("\n\n")[0]).toBe(`event: message\ndata: ${data}`);
  });

  test("has a lone surrogate escaped, and all else as it is", async () => {
    const { text } = await answer(yields(event({ text: "\ud800 😀 漢字 \u007f" })));
    expect(text).toContain('"text":"\\ud800 😀 漢字 \u007f"');
  });

  test("has no line end that some clients know beside the standard's, wherever a text stands", async () => {
    // What Python's splitlines takes for line ends.
    const ends = "\v\f\x1c\x1d\x1e\u0085\u2028\u2029";
    const everywhere: ConversationEvent = {
      id: ends,
      type: ends,
      model: ends,
      text: ends,
      progress: "IN_PROGRESS",
      context: { conversationId: ends, cursor: ends },
      metadata: { searchResults: [{ [ends]: ends }], attachments: ends, [ends]: { deep: [ends] } },
    };
    const { text, frames } = await answer(async function* () {
      yield everywhere;
      throw new Error(ends);
    });
    expect(text).not.toMatch(/[\v\f\x1c\x1d\x1e\u0085\u2028\u2029]/);
    expect(JSON.parse(frames[0]?.data as string)).toEqual(everywhere);
    expect(JSON.parse(frames[1]?.data as string)).toMatchObject({ details: ends });
  });

  const wild = fc.string({ unit: "binary" }).map((text) => `${text}\n\nevent: error\r\rdata: forged\r\n\r\n`);
  const wildEvent = fc.record({
    id: wild,
    type: wild,
    progress: fc.constantFrom("IN_PROGRESS", "DONE", "ERROR"),
    model: wild,
    text: wild,
    context: fc.record({ conversationId: wild, cursor: wild }),
    metadata: fc.record({ searchResults: fc.array(wild), attachments: wild, own: fc.dictionary(wild, wild) }),
  });

  test("can't be forged by any content", () => {
    fc.assert(
      fc.property(wildEvent, (value) => {
        const [frame, ...others] = readEventStream(messageFrame(value));
        expect(others).toEqual([]);
        expect(frame?.event).toBe("message");
        // Through JSON both ways, as it has no object without a prototype.
        expect(JSON.parse(frame?.data as string)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("is the JSON that JSON.stringify gives, but for those line ends", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const json = JSON.stringify(text).replace(
          /[\u0085\u2028\u2029]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
        );
        expect(messageFrame(event({ text }))).toContain(`"text":${json},`);
      }),
    );
  });
});

const cycle: Record<string, unknown> = {};
cycle.self = cycle;
const fail = () => {
  throw new Error("own");
};
const trap = { get: fail, enumerable: true };
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const deep = JSON.parse("[".repeat(5000) + "]".repeat(5000));

const invalid: [string, unknown, string | RegExp][] = [
  ["undefined", undefined, "Event must be an object"],
  ["null", null, "Event must be an object"],
  ["a string", "hello", "Event must be an object"],
  ["a list", [], /^Event/],
  ["no id", { type: "text", progress: "DONE" }, "Event.id is required"],
  ["an empty id", event({ id: "" }), "Event.id is required"],
  ["a number as id", event({ id: 1 as never }), "Event.id must be a string"],
  ["no type", { id: "1", progress: "DONE" }, "Event.type is required"],
  ["an empty type", event({ type: "" }), "Event.type is required"],
  ["a type that is none", event({ type: {} as never }), "Event.type must be a string"],
  ["no progress", { id: "1", type: "text" }, "Event.progress is required"],
  ["a progress in lower case", event({ progress: "done" as never }), "Invalid progress value: done"],
  ["a progress that is none", event({ progress: 1 as never }), "Event.progress must be a string"],
  ["a progress without a text", event({ progress: Object.create(null) }), "Event.progress must be a string"],
  ["a number as text", event({ text: 0 as never }), "Event.text must be a string"],
  ["a Buffer as text", event({ text: Buffer.from("x") as never }), "Event.text must be a string"],
  ["a boolean as model", event({ model: false as never }), "Event.model must be a string"],
  ["an unknown key", event({ data: 1 } as never), /^Event\.data /],
  ["an unknown key without a value", event({ data: undefined } as never), /^Event\.data /],
  ["a text as context", event({ context: "c" as never }), "Event.context must be an object"],
  ["a list as context", event({ context: [] as never }), "Event.context must be an object"],
  ["an unknown key in context", event({ context: { conversation_id: "x" } as never }), /conversation_id/],
  ["a number in context", event({ context: { cursor: 1 as never } }), /^Event\.context\.cursor/],
  ["a list as metadata", event({ metadata: [] as never }), "Event.metadata must be an object"],
  ["a text as metadata", event({ metadata: "m" as never }), "Event.metadata must be an object"],
  ["a BigInt", event({ metadata: { big: 1n } }), /^Event\.metadata .*BigInt/],
  ["a cycle", event({ metadata: cycle }), /^Event\.metadata .*circular/s],
  ["a function", event({ metadata: { run() {} } }), /^Event\.metadata .*run/],
  ["a symbol", event({ metadata: { is: [Symbol("x")] } }), /^Event\.metadata .*Symbol/],
  [
    "an invalid Date",
    event({ metadata: { at: new Date(Number.NaN) } }),
    /^Event\.metadata .*"at".*Invalid Date/,
  ],
  ["a Map", event({ metadata: { of: new Map([[1, 2]]) } }), /^Event\.metadata .*"of".*Map/],
  ["a Set in a list", event({ metadata: { all: [new Set([1])] } }), /^Event\.metadata .*"0".*Set/],
  ["a toJSON of nothing", event({ metadata: { x: { toJSON() {} } } }), /^Event\.metadata .*"x"/],
  [
    "metadata's own toJSON",
    event({ metadata: { toJSON() {} } }),
    /^Event\.metadata .*"toJSON" is a function/,
  ],
  ["NaN", event({ metadata: { score: Number.NaN } }), /^Event\.metadata .*score/],
  [
    "a getter that throws",
    event({ metadata: Object.defineProperty({}, "x", trap) }),
    /^Event\.metadata .*own/,
  ],
  ["a toJSON that throws", event({ metadata: { x: { toJSON: fail } } }), /^Event\.metadata .*own/],
  [
    "a function whose text fails",
    event({ metadata: { x: Object.assign(() => {}, { toString: fail }) } }),
    /^Event\.metadata .*"x".*Function/,
  ],
  [
    "a getter that throws what is no error",
    event({
      metadata: {
        get x() {
          throw { toString: fail };
        },
      },
    }),
    /metadata/,
  ],
  ["a text that fails", Object.defineProperty(event(), "text", trap), /^Event can't be read: own/],
  ["a revoked proxy as metadata", event({ metadata: revoked() as never }), /^Event/],
  ["a revoked proxy as context", event({ context: revoked() as never }), /^Event/],
  ["endless depth", event({ metadata: { deep } }), /^Event\.metadata /],
];

describe("an invalid event", () => {
  const title = "Server returned invalid event";

  test.each(invalid)("%s ends the stream, with the reason in debug mode", async (_name, value, reason) => {
    const { frames, log } = await answer(yields(value));
    expect(frames).toEqual([{ event: "error", data: expect.any(String) }]);
    const { error, details } = JSON.parse(frames[0]?.data as string);
    expect(error).toBe(title);
    expect(details).toMatch(reason instanceof RegExp ? reason : new RegExp(`^${reason}$`));
    expect(log).toContainEqual(expect.objectContaining({ level: "error", message: title }));
    expect(log).toContainEqual(expect.objectContaining({ outcome: "error", events: 0 }));
  });

  test.each(invalid)("%s is not explained out of debug mode, but logged", async (_name, value) => {
    const { frames, log } = await answer(yields(value), { config: { debugMode: false } });
    expect(frames).toEqual([{ event: "error", data: JSON.stringify({ error: title, details: title }) }]);
    expect(log).toContainEqual(
      expect.objectContaining({ level: "error", error: expect.stringContaining("InvalidEvent: ") }),
    );
  });

  test("comes after the good ones before it", async () => {
    let cleanedUp = false;
    const { frames } = await answer(async function* () {
      try {
        yield event({ id: "1" });
        yield event({ id: "" });
      } finally {
        cleanedUp = true;
      }
    });
    expect(frames.map((frame) => frame.event)).toEqual(["message", "error"]);
    expect(cleanedUp).toBe(true);
  });
});
