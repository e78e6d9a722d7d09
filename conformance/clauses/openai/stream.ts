import assert from "node:assert/strict";
import type { Clause } from "../../clause.ts";
import { small } from "../../environments.ts";
import type { Step } from "../../handler.ts";
import { type Chunk, chunksFor, completionFor, textOf, toChat } from "../../openai/ask.ts";
import { event } from "../../stream.ts";

const say = (text: string): Step => ({ yield: event({ text }) });
const done = (metadata: object = {}): Step => ({
  yield: event({ type: "done", progress: "DONE", metadata }),
});
const called = (metadata: object): Step => ({ yield: event({ type: "tool_call", metadata }) });
const usage = { inputTokens: 3, outputTokens: 4 };
const openAiUsage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
const hello = [say("Hel"), say("lo"), done({ usage, finishReason: "stop" })];
const calls = [
  called({ id: "call_1", name: "add", arguments: { a: 1, b: "磚" } }),
  called({ id: "call_2", name: "now", arguments: {} }),
  done({ finishReason: "tool_calls" }),
];

const reasonsOf = (chunks: readonly Chunk[]) =>
  chunks.flatMap(({ choices }) => choices.map(({ finish_reason }) => finish_reason));

/** Bytes that the shortest buffer of a known client holds for one line. */
const LONGEST_LINE = 32_768;

export const openAiStreamClauses: Clause[] = [
  {
    section: "O.2",
    promise: "OpenAI: the headers of a stream",
    async check(server) {
      const { status, headers } = await server.ask(toChat(server, { stream: true }));
      assert.equal(status, 200);
      assert.equal(headers["content-type"], "text/event-stream; charset=utf-8");
      assert.equal(headers["cache-control"], "no-cache, no-transform");
      assert.equal(headers["x-accel-buffering"], "no");
      assert.ok(headers["x-request-id"]);
    },
  },
  {
    section: "O.2",
    promise: "OpenAI: the role comes once, in the first chunk; the reason once, in the last",
    needs: "script",
    async check(server) {
      const chunks = await chunksFor(server, { script: hello });
      assert.equal(textOf(chunks, "content"), "Hello");
      const roles = chunks.map(({ choices }) => choices[0]?.delta.role);
      assert.deepEqual(roles, ["assistant", ...roles.slice(1).map(() => undefined)]);
      assert.deepEqual(reasonsOf(chunks), [...roles.slice(1).map(() => null), "stop"]);
    },
  },
  {
    section: "O.2",
    promise:
      "OpenAI: all chunks have one id, one time and the model that was asked for; another answer has another id",
    needs: "script",
    async check(server) {
      const chunks = await chunksFor(server, { script: hello });
      const same = chunks.map(({ id, created, model }) => JSON.stringify([id, created, model]));
      assert.equal(new Set(same).size, 1);
      assert.equal(chunks[0]?.model, server.model);
      assert.ok(Math.abs(Date.now() / 1000 - Number(chunks[0]?.created)) < 60);
      assert.notEqual((await chunksFor(server))[0]?.id, chunks[0]?.id);
    },
  },
  {
    section: "O.2",
    promise: "OpenAI: usage comes in a last chunk without choices, where it is asked for and known",
    needs: "script",
    async check(server) {
      const asked = { stream_options: { include_usage: true } };
      const chunks = await chunksFor(server, { script: hello, ...asked });
      const last = chunks.at(-1);
      assert.deepEqual([last?.choices, last?.usage], [[], openAiUsage]);
      assert.deepEqual(new Set(chunks.slice(0, -1).map((chunk) => chunk.usage)), new Set([null]));
      for (const fields of [{}, { stream_options: { include_usage: false } }, { stream_options: null }]) {
        for (const chunk of await chunksFor(server, { script: hello, ...fields })) {
          assert.ok(chunk.choices.length === 1 && !("usage" in chunk));
        }
      }
      const unknown = await chunksFor(server, { script: [say("x"), done({ usage: null })], ...asked });
      assert.equal(unknown.at(-1)?.choices.length, 1);
    },
  },
  {
    section: "O.2",
    promise: "OpenAI: without stream there is one object, with usage where it is known",
    needs: "script",
    async check(server) {
      const { choices, usage: told, model } = await completionFor(server, { script: hello });
      assert.deepEqual([choices[0]?.message.content, choices[0]?.finish_reason], ["Hello", "stop"]);
      assert.deepEqual([told, model], [openAiUsage, server.model]);
      assert.ok(!("usage" in (await completionFor(server, { script: [say("x"), done()] }))));
    },
  },
  {
    section: "O.2",
    promise: "OpenAI: the reason of the end is one that its clients know",
    needs: "script",
    async check(server) {
      const known = ["stop", "length", "tool_calls", "content_filter"];
      const expected = [
        ...known.map((reason) => [reason, reason]),
        ["end_turn", "stop"],
        [undefined, "stop"],
      ];
      for (const [finishReason, reason] of expected) {
        const script = [say("x"), done({ finishReason })];
        assert.equal(reasonsOf(await chunksFor(server, { script })).at(-1), reason);
        assert.equal((await completionFor(server, { script })).choices[0]?.finish_reason, reason);
      }
    },
  },
  {
    section: "O.2",
    promise: "OpenAI: an answer without a last event, or without any, is whole all the same",
    needs: "script",
    async check(server) {
      assert.deepEqual(reasonsOf(await chunksFor(server, { script: [say("x")] })), [null, "stop"]);
      const [only, ...others] = await chunksFor(server, { script: [] });
      assert.deepEqual([only?.choices[0]?.delta.role, others], ["assistant", []]);
      assert.equal((await completionFor(server, { script: [] })).choices[0]?.message.content, "");
    },
  },
  {
    section: "O.2",
    promise: "OpenAI: reasoning comes by both names that clients know, and apart from the text",
    needs: "script",
    async check(server) {
      const script = [{ yield: event({ type: "reasoning", text: "Hm" }) }, ...hello];
      const chunks = await chunksFor(server, { script });
      const texts = (["reasoning", "reasoning_content", "content"] as const).map((name) =>
        textOf(chunks, name),
      );
      assert.deepEqual(texts, ["Hm", "Hm", "Hello"]);
      const message = (await completionFor(server, { script })).choices[0]?.message;
      assert.deepEqual(
        [message?.reasoning, message?.reasoning_content, message?.content],
        ["Hm", "Hm", "Hello"],
      );
    },
  },
  {
    section: "O.2",
    promise: "OpenAI: calls of tools are numbered, with their arguments as a string of JSON",
    needs: "script",
    async check(server) {
      const chunks = await chunksFor(server, { script: calls });
      const deltas = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
      assert.deepEqual(
        deltas.map(({ index, id, type, function: { name } }) => [index, id, type, name]),
        [
          [0, "call_1", "function", "add"],
          [1, "call_2", "function", "now"],
        ],
      );
      const parsed = deltas.map((delta) => JSON.parse(delta.function.arguments));
      assert.deepEqual(parsed, [{ a: 1, b: "磚" }, {}]);
      assert.equal(reasonsOf(chunks).at(-1), "tool_calls");

      const [choice] = (await completionFor(server, { script: calls })).choices;
      assert.deepEqual([choice?.message.content, choice?.finish_reason], [null, "tool_calls"]);
      assert.deepEqual(
        choice?.message.tool_calls?.map(({ id, function: { arguments: text } }) => [id, JSON.parse(text)]),
        [
          ["call_1", parsed[0]],
          ["call_2", {}],
        ],
      );
    },
  },
  {
    section: "O.2",
    promise: "OpenAI: calls end an answer as calls do, whatever reason its handler gave",
    needs: "script",
    async check(server) {
      const script = [...calls.slice(0, 1), done({ finishReason: "stop" })];
      assert.equal(reasonsOf(await chunksFor(server, { script })).at(-1), "tool_calls");
    },
  },
  {
    section: "O.2",
    promise: "OpenAI: an event that OpenAI has no word for does not go out",
    needs: "script",
    async check(server) {
      const script = [
        { yield: event({ type: "meta", text: "found", metadata: { searchResults: [] } }) },
        ...hello,
      ];
      assert.equal(textOf(await chunksFor(server, { script }), "content"), "Hello");
    },
  },
  {
    section: "O.2",
    promise: "OpenAI: no line is longer than 32 KiB, and none is cut amid a character",
    needs: "script",
    async check(server) {
      // Few, since the script itself has to fit into a request: each event says it many times.
      const text = "a磚🧱\u2028\u0001".repeat(6000);
      const script = [
        { yield: event({ type: "reasoning", text }) },
        say(text),
        called({ id: "call_1", name: "add", arguments: { text } }),
        done(),
      ];
      const answer = await server.ask(toChat(server, { stream: true, script }));
      const longest = Math.max(...answer.text.split("\n").map((line) => Buffer.byteLength(line)));
      assert.ok(longest <= LONGEST_LINE, `${longest} bytes`);
      assert.doesNotMatch(answer.text, /\\ud[89a-f]|[\u0085\u2028\u2029\ufffd]/i);
      const chunks = await chunksFor(server, { script });
      assert.ok(textOf(chunks, "content") === text && textOf(chunks, "reasoning") === text);
      const parts = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
      assert.deepEqual(JSON.parse(parts.map((part) => part.function.arguments).join("")), { text });
      assert.deepEqual(new Set(parts.map(({ index }) => index)), new Set([0]));
      assert.deepEqual(new Set(parts.slice(1).map(({ id }) => id)), new Set([undefined]));
    },
  },
  {
    section: "O.2",
    promise: "OpenAI: half of a character goes out escaped",
    needs: "script",
    async check(server) {
      const chunks = await chunksFor(server, { script: [say("磚\ud83e"), done()] });
      assert.equal(textOf(chunks, "content"), "磚\ud83e");
      const { choices } = await completionFor(server, { script: [say("磚\ud83e"), done()] });
      assert.equal(choices[0]?.message.content, "磚\ud83e");
    },
  },
  {
    section: "O.2",
    promise: "OpenAI: a chunk goes out as soon as its event is there",
    needs: "script",
    async check(server) {
      const connection = await server.connect();
      const script = [say("first"), { wait: 1000 }, say("second"), done()];
      const text = await connection
        .send(server.wire(toChat(server, { stream: true, script })))
        .until('"first"');
      assert.ok(!text.includes('"second"'), text);
      await connection.until("[DONE]");
    },
  },
  {
    section: "O.2",
    promise: "OpenAI: in silence, chunks without text keep the connection alive, and never a comment",
    env: small,
    needs: "script",
    async check(server) {
      const script = [{ wait: 350 }, say("a"), { wait: 250 }, say("b"), done()];
      const chunks = await chunksFor(server, { script });
      const texts = chunks.map(({ choices }) => choices[0]?.delta.content).join("|");
      assert.match(texts, /^\|+a\|+b\|$/);
      assert.equal(chunks.filter(({ choices }) => choices[0]?.delta.role).length, 1);
    },
  },
];
