import assert from "node:assert/strict";
import type { Clause } from "../../clause.ts";
import { small } from "../../environments.ts";
import { ask, completionFor, type Fields, faultOf } from "../../openai/ask.ts";
import type { Server } from "../../server.ts";

const user = (content: unknown) => ({ role: "user", content });
const call = (id: string, name: string, args: unknown) => ({
  id,
  type: "function",
  function: { name, arguments: args },
});

/** A JSON object of so many levels. */
const deep = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${"}".repeat(levels - 1)}`;

interface Reached {
  messages: { role: string; content: string }[];
  [name: string]: unknown;
}

/** The request as it came to the handler. */
async function reached(server: Server, fields: Fields = {}): Promise<Reached> {
  const { choices } = await completionFor(server, { script: [{ tell: true }], ...fields });
  return JSON.parse(choices[0]?.message.content ?? "");
}

/** Fields that a request may have, with what they do not change. */
const harmless: Fields[] = [
  { stream: false },
  { stream: null, n: null, user: null, temperature: null, max_tokens: null, tools: null, tool_choice: null },
  { n: 1, stream_options: null },
  { unknown: 1, logit_bias: {}, seed: 7, response_format: { type: "json_object" }, metadata: { a: "b" } },
  {
    stop: ["x"],
    top_p: 0.5,
    presence_penalty: 1,
    frequency_penalty: 1,
    parallel_tool_calls: false,
    store: true,
  },
];

/** Requests that can't be taken, and the field that is to blame. */
const wrong: [fields: Fields, param: string | null][] = [
  [{ model: undefined }, "model"],
  [{ model: 1 }, "model"],
  [{ messages: undefined }, "messages"],
  [{ messages: "Hello" }, "messages"],
  [{ messages: [] }, "messages"],
  [{ messages: ["Hello"] }, "messages[0]"],
  [{ messages: [{ content: "Hello" }] }, "messages[0].role"],
  [{ messages: [{ role: "robot", content: "Hello" }] }, "messages[0].role"],
  [{ messages: [user(undefined)] }, "messages[0].content"],
  [{ messages: [user(null)] }, "messages[0].content"],
  [{ messages: [user(7)] }, "messages[0].content"],
  [{ messages: [user(["Hello"])] }, "messages[0].content[0]"],
  [{ messages: [user([{ type: "text" }])] }, "messages[0].content[0]"],
  [
    {
      messages: [
        user([
          { type: "text", text: "See" },
          { type: "image_url", image_url: { url: "data:" } },
        ]),
      ],
    },
    "messages[0].content[1]",
  ],
  [{ messages: [user("Add"), { role: "tool", content: "42" }] }, "messages[1].tool_call_id"],
  [
    { messages: [{ role: "assistant", tool_calls: [call("1", "add", "{")] }] },
    "messages[0].tool_calls[0].function.arguments",
  ],
  ...["[]", deep(65), 0, {}, false].map((args): [Fields, string] => [
    { messages: [{ role: "assistant", tool_calls: [call("1", "add", args)] }] },
    "messages[0].tool_calls[0].function.arguments",
  ]),
  ...[{}, 0, false, ""].map((calls): [Fields, string] => [
    { messages: [{ role: "assistant", content: "", tool_calls: calls }] },
    "messages[0].tool_calls",
  ]),
  ...[null, 1, ["user"], { toString: null }].map((role): [Fields, string] => [
    { messages: [{ role, content: "Hello" }] },
    "messages[0].role",
  ]),
  [{ n: 2 }, "n"],
  [{ n: true }, "n"],
  [{ stream: "yes" }, "stream"],
  [{ stream: true, stream_options: [] }, "stream_options"],
  [{ user: 7 }, "user"],
  [{ temperature: "0.5" }, "temperature"],
  [{ max_tokens: "many" }, "max_tokens"],
  [{ max_completion_tokens: 7.5 }, "max_completion_tokens"],
  [{ tools: {} }, "tools"],
];

export const openAiRequestClauses: Clause[] = [
  {
    section: "O.1",
    promise: "OpenAI: fields that are not known, or null, are no fault and change nothing",
    async check(server) {
      for (const fields of harmless) await completionFor(server, fields);
    },
  },
  {
    section: "O.1",
    promise: "OpenAI: the Accept header may be any, and no proxy keeps or changes the answer",
    async check(server) {
      for (const Accept of [undefined, "*/*", "application/json", "text/event-stream"]) {
        const { status, headers } = await ask(server, {}, { headers: { Accept } });
        assert.deepEqual([status, headers["cache-control"]], [200, "no-cache, no-transform"]);
      }
    },
  },
  {
    section: "O.1",
    promise: "OpenAI: a request reaches the handler in the native form, with a session of its own",
    needs: "script",
    async check(server) {
      const tools = [{ type: "function", function: { name: "add", parameters: {} } }];
      const fields = { temperature: 0.5, max_tokens: 7, tools, tool_choice: "auto" };
      const { sessionId, clientId, stream: _, ...request } = await reached(server, fields);
      assert.match(String(sessionId), /^[0-9a-f-]{36}$/);
      assert.equal(clientId, JSON.stringify([{ tell: true }]));
      assert.deepEqual(request, {
        model: server.model,
        messages: [user("Hello")],
        temperature: 0.5,
        maxTokens: 7,
        tools,
        toolChoice: "auto",
        sourceLanguage: null,
      });
      assert.notEqual((await reached(server)).sessionId, sessionId);
    },
  },
  {
    section: "O.1",
    promise: "OpenAI: max_completion_tokens is max_tokens by its newer name, and wins over it",
    needs: "script",
    async check(server) {
      assert.equal((await reached(server, { max_completion_tokens: 9 })).maxTokens, 9);
      assert.equal((await reached(server, { max_completion_tokens: 9, max_tokens: 7 })).maxTokens, 9);
      assert.equal((await reached(server, { max_completion_tokens: null, max_tokens: 7 })).maxTokens, 7);
    },
  },
  {
    section: "O.1",
    promise: "OpenAI: text parts are joined",
    needs: "script",
    async check(server) {
      const parts = ["How ", "are ", "you?"].map((text) => ({ type: "text", text }));
      const { messages } = await reached(server, { messages: [user(parts)] });
      assert.deepEqual(messages, [user("How are you?")]);
    },
  },
  {
    section: "O.1",
    promise: "OpenAI: developer means system; there may be several, and any may be the last",
    needs: "script",
    async check(server) {
      const messages = [
        { role: "system", content: "a" },
        { role: "developer", content: "b" },
        user("c"),
        { role: "assistant", content: "d" },
      ];
      assert.deepEqual(
        (await reached(server, { messages })).messages.map(({ role, content }) => role + content),
        ["systema", "systemb", "userc", "assistantd"],
      );
    },
  },
  {
    section: "O.1",
    promise: "OpenAI: calls of tools and what came of them reach the handler as the native protocol has them",
    needs: "script",
    async check(server) {
      const messages = [
        user("Add"),
        {
          role: "assistant",
          content: null,
          tool_calls: [call("call_1", "add", '{"a":1}'), call("call_2", "now", "")],
        },
        { role: "tool", tool_call_id: "call_1", content: "42" },
        { role: "tool", tool_call_id: "call_2", content: [{ type: "text", text: "noon" }] },
        { role: "assistant", content: "And", tool_calls: [call("call_3", "now", "{}")] },
        { role: "tool", tool_call_id: "call_3", content: "one" },
        user("Thanks"),
      ];
      const request = await reached(server, { messages });
      assert.deepEqual(request.tools, []);
      const contents = request.messages.map(({ role, content }) => [
        role,
        content.startsWith("{") ? JSON.parse(content) : content,
      ]);
      const now = { id: "call_3", name: "now", arguments: {} };
      assert.deepEqual(contents, [
        ["user", "Add"],
        [
          "assistant",
          {
            tool_calls: [
              { id: "call_1", name: "add", arguments: { a: 1 } },
              { id: "call_2", name: "now", arguments: {} },
            ],
          },
        ],
        [
          "user",
          {
            tool_results: [
              { id: "call_1", content: "42" },
              { id: "call_2", content: "noon" },
            ],
          },
        ],
        ["assistant", { tool_calls: [now], text: "And" }],
        ["user", { tool_results: [{ id: "call_3", content: "one" }] }],
        ["user", "Thanks"],
      ]);
    },
  },
  {
    section: "O.1",
    promise: "OpenAI: what can't be taken is a 400 that names the field",
    async check(server) {
      for (const [fields, param] of wrong) {
        const fault = faultOf(await ask(server, fields), 400);
        assert.deepEqual([fault.param, fault.type], [param, "invalid_request_error"], JSON.stringify(fields));
        assert.ok(fault.message.toLowerCase().includes(String(param)), fault.message);
      }
    },
  },
  {
    section: "O.1",
    promise: "OpenAI: a body that is no JSON object is a 400, too",
    async check(server) {
      const path = server.openAi("/v1/chat/completions");
      for (const body of ["", "[]", "1", "null", '"text"']) {
        assert.equal(
          faultOf(await server.ask({ path, body }), 400).message,
          "The body must be a JSON object",
        );
      }
      for (const [body, at] of Object.entries({ "{": 1, nope: 0, '{"n":NaN}': 5, "{}x": 2 })) {
        const { message } = faultOf(await server.ask({ path, body }), 400);
        assert.equal(message, `JSON decode error at character ${at}`);
      }
    },
  },
  {
    section: "O.1",
    promise: "OpenAI: the limits on messages hold",
    env: small,
    async check(server) {
      const many = await ask(server, { messages: Array(4).fill(user("x")) });
      assert.match(faultOf(many, 400).message, /^Too many messages: 4 > 3$/);
      const long = await ask(server, {
        messages: [user("x"), user([{ type: "text", text: "🧱".repeat(11) }])],
      });
      assert.match(faultOf(long, 400).message, /^Message 1 too long: 11 > 10$/);
      await completionFor(server, { messages: Array(3).fill(user("🧱".repeat(10))) });
    },
  },
];
