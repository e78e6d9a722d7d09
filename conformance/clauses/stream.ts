import assert from "node:assert/strict";
import type { Clause } from "../clause.ts";
import { guarded } from "../environments.ts";
import type { Step } from "../handler.ts";
import { data, errorFrame, event, expectIsEvent, type Frame, framesOf } from "../stream.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What handlers yield, and the data of its frame. */
const events: Record<string, [yielded: object, data: object]> = {
  "the least": [event(), data()],
  "all fields": [
    event({
      model: "m",
      text: "",
      context: { conversationId: "c" },
      metadata: { attachments: [1], own: { a: null } },
    }),
    data({
      model: "m",
      text: "",
      context: { conversationId: "c", cursor: null },
      metadata: { searchResults: null, attachments: [1], own: { a: null } },
    }),
  ],
  "fields that are null": [event({ model: null, text: null, context: null, metadata: null }), data()],
  "lines and separators": [
    event({ text: 'a\r\nevent: x\n\ndata: \v"\\' }),
    data({ text: 'a\r\nevent: x\n\ndata: \v"\\' }),
  ],
  "any script": [event({ text: "磚🧱\ud800" }), data({ text: "磚🧱\ud800" })],
};

/** What no frame can be made of, and what debug mode says of it. */
const invalid: [Step, RegExp][] = [
  [{ yield: null }, /^Event must be an object$/],
  [{ yieldOdd: "undefined" }, /^Event must be an object$/],
  [{ yield: { ...event(), id: "" } }, /^Event\.id is required$/],
  [{ yield: { id: "1", progress: "DONE" } }, /^Event\.type is required$/],
  [{ yield: event({ progress: "HALF" }) }, /progress.*HALF/],
  [{ yield: event({ text: 1 }) }, /^Event\.text /],
  [{ yield: event({ extra: 1 }) }, /^Event\.extra /],
  [{ yield: event({ context: { conversationId: 1 } }) }, /^Event\.context/],
  [{ yield: event({ metadata: [] }) }, /^Event\.metadata/],
  [{ yieldOdd: "bigint" }, /^Event\.metadata/],
  [{ yieldOdd: "cycle" }, /^Event\.metadata/],
];

const unsaid = "Server returned invalid event";

export const streamClauses: Clause[] = [
  {
    section: "4",
    promise: "the headers of a stream",
    async check(server) {
      const { status, headers } = await server.glance();
      assert.equal(status, 200);
      assert.equal(headers["content-type"], "text/event-stream; charset=utf-8");
      assert.equal(headers["cache-control"], "no-cache, no-transform");
      assert.equal(headers["x-accel-buffering"], "no");
      assert.equal(headers["content-length"], undefined);
      if (server.isAlone) assert.equal(headers["x-powered-by"], undefined);
    },
  },
  {
    section: "4",
    promise: "X-Request-Id is the caller's where it is usable, else a new one",
    async check(server) {
      const idFor = async (id: string) =>
        (await server.glance({ headers: { "X-Request-Id": id } })).headers["x-request-id"] as string;
      for (const id of ["a", "A-Z_0.9:x", "x".repeat(128)]) assert.equal(await idFor(id), id);
      for (const id of ["", "a b", "x".repeat(129), "é"]) assert.match(await idFor(id), uuid);
    },
  },
  {
    section: "4",
    promise: "headers go out before the handler's first event, and the first event before the second",
    needs: "script",
    async check(server) {
      const connection = await server.connect();
      const script = [
        { wait: 1000 },
        { yield: event({ id: "a" }) },
        { wait: 1000 },
        { yield: event({ id: "b" }) },
      ];
      const head = await connection.send(server.wire({ script })).until("\r\n\r\n");
      assert.ok(!head.includes("event:"), head);
      const first = await connection.until('"id":"a"');
      assert.ok(!first.includes('"id":"b"'), first);
      await connection.until('"id":"b"');
    },
  },
  {
    section: "4",
    promise: "every frame is an event, with all keys in their order, or an error, which is the last",
    async check(server) {
      const frames = framesOf(await server.ask({ script: [{ yield: event() }, { throw: "oops" }] }));
      for (const [index, frame] of frames.entries()) {
        if (frame.event === "message") expectIsEvent(frame.data);
        else {
          assert.equal(index, frames.length - 1, "Frames after an error");
          assert.deepEqual(Object.keys(frame.data as object), ["error", "details"]);
        }
      }
    },
  },
  {
    section: "4",
    promise: "an event frame: all keys in order, null where not given, one line of compact JSON",
    needs: "script",
    async check(server) {
      for (const [name, [yielded, sent]] of Object.entries(events)) {
        const { text } = await server.ask({ script: [{ yield: yielded }] });
        // Some clients take this for the end of a line.
        const json = JSON.stringify(sent).replaceAll("\u2028", "\\u2028");
        assert.equal(text, `event: message\ndata: ${json}\n\n`, name);
      }
    },
  },
  {
    section: "4",
    promise: "line ends that only some clients know go out escaped: U+0085, U+2028, U+2029",
    needs: "script",
    async check(server) {
      const text = "a\u0085b\u2028c\u2029d";
      const yielded = event({ text, context: { cursor: text }, metadata: { own: { [text]: [text] } } });
      const answer = await server.ask({ script: [{ yield: yielded }, { throw: text }] });
      const refusal = await server.ask({ body: server.body({ model: text }) });
      assert.doesNotMatch(answer.text + refusal.text, /[\u0085\u2028\u2029]/);
      const [message] = framesOf(answer);
      const { text: sent, metadata } = (message as Frame).data as { text: string; metadata: { own: object } };
      assert.deepEqual([sent, metadata.own], [text, { [text]: [text] }]);
    },
  },
  {
    section: "4",
    promise: "an invalid event ends the stream with an error frame that gives the reason in debug mode",
    needs: "script",
    async check(server) {
      for (const [step, reason] of invalid) {
        const frames = framesOf(await server.ask({ script: [{ yield: event() }, step, { yield: event() }] }));
        const [message, failure, ...rest] = frames as [Frame, Frame];
        assert.deepEqual([message.data, failure.event, rest], [data(), "error", []]);
        const { error, details } = failure.data as Record<string, string>;
        assert.equal(error, unsaid);
        assert.match(String(details), reason);
      }
    },
  },
  {
    section: "7",
    promise: "credentials in an error's text are in no answer and in no log",
    needs: "log",
    async check(server) {
      const quoted = "Illegal header value b'Bearer key-of-the-model', \"sk-ant-of-the-model\"";
      const [frame] = framesOf(
        await server.ask({ script: [{ throw: quoted }], headers: { "X-Request-Id": "quotes" } }),
      );
      assert.deepEqual(frame, errorFrame("Handler exception", "Illegal header value b'Bearer …', \"sk-…\""));
      await server.process.logged({ requestId: "quotes", outcome: "error" });
      assert.doesNotMatch(server.process.output(), /of-the-model/);
    },
  },
  {
    section: "4",
    promise: "a handler that throws ends the stream with an error frame, and the log has all of the error",
    needs: "script",
    async check(server) {
      const script = [{ yield: event() }, { throw: "the model is out" }];
      const frames = framesOf(await server.ask({ script, headers: { "X-Request-Id": "throws" } }));
      assert.deepEqual(frames, [
        { event: "message", data: data() },
        errorFrame("Handler exception", "the model is out"),
      ]);
      const line = await server.process.logged({ requestId: "throws", level: "error" });
      assert.match(JSON.stringify(line), /(?=.*the model is out).*handler\.(js|ts|py)/);
    },
  },
  {
    section: "4",
    promise: "outside debug mode, errors are told without their reasons",
    env: guarded,
    needs: "script",
    async check(server) {
      const thrown = framesOf(await server.ask({ script: [{ throw: "secret" }] }));
      assert.deepEqual(thrown, [errorFrame("Handler exception", "Handler exception occurred")]);
      assert.deepEqual(framesOf(await server.ask({ script: [{ yield: {} }] })), [errorFrame(unsaid)]);
    },
  },
  {
    section: "4",
    promise: "a handler that yields nothing gives an empty stream",
    needs: "script",
    async check(server) {
      assert.equal((await server.ask({ script: [] })).text, "");
    },
  },
  {
    section: "4",
    promise: "a connection serves one stream after the other",
    needs: "script",
    async check(server) {
      const connection = await server.connect();
      for (const id of ["first", "second"]) {
        await connection.send(server.wire({ script: [{ yield: event({ id }) }] })).until(`"id":"${id}"`);
        await connection.until("\r\n0\r\n\r\n");
        connection.text = "";
      }
    },
  },
];
