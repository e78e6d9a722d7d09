import assert from "node:assert/strict";
import { test } from "node:test";
import { handler } from "../src/handler.ts";
import { playing, testAnyModel, testFailures, testMissingKey, type Wire } from "./any-model.ts";
import { ask } from "./provider.ts";

/** One event of a stream. */
const frame = (type: string, fields: object = {}) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const begin = frame("message_start", { message: { usage: { input_tokens: 7, output_tokens: 1 } } });
const block = (index: number, content_block: object, ...deltas: object[]) =>
  [
    frame("content_block_start", { index, content_block }),
    ...deltas.map((delta) => frame("content_block_delta", { index, delta })),
    frame("content_block_stop", { index }),
  ].join("");
const text = (...pieces: string[]) =>
  block(0, { type: "text", text: "" }, ...pieces.map((piece) => ({ type: "text_delta", text: piece })));
const toolUse = (index: number, id: string, name: string, ...pieces: string[]) =>
  block(
    index,
    { type: "tool_use", id, name, input: {} },
    ...pieces.map((partial_json) => ({ type: "input_json_delta", partial_json })),
  );
const end = (stop_reason: string) =>
  frame("message_delta", { delta: { stop_reason }, usage: { output_tokens: 2 } }) + frame("message_stop");
const whole = [begin, text("Hel", "lo"), end("end_turn")].join("").split(/(?<=\n\n)/);
const errorOf = (type: string, message: string) => ({ type: "error", error: { type, message } });

const wire: Wire = {
  handler,
  contentType: "text/event-stream",
  variables: (url) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: "test-key" }),
  whole,
  begun: begin + text("Hel"),
  keepAlive: frame("ping"),
  saying: (piece) => begin + text(piece) + end("end_turn"),
  refusal: (message) => errorOf("rate_limit_error", message),
};
const { provider, stream, reply } = playing(wire);

testAnyModel(wire);
testMissingKey(wire, "ANTHROPIC_API_KEY");

test("a plain request reaches the model", async (t) => {
  const { requests } = await provider(t, stream(...whole));
  await ask(handler);
  assert.equal(requests[0]?.path, "/v1/messages");
  assert.equal(requests[0]?.headers.authorization, "Bearer test-key");
  assert.deepEqual(requests[0]?.body, {
    model: "test-model",
    max_tokens: 8192,
    messages: [{ role: "user", content: "Hello" }],
    stream: true,
  });
});

test("what a request sets reaches the model, the system's messages apart", async (t) => {
  const { requests } = await provider(t, stream(...whole));
  const add = { name: "add", parameters: { type: "object", required: ["a"] } };
  await ask(handler, {
    temperature: 0,
    maxTokens: 9,
    tools: [{ type: "function", function: add }],
    messages: [
      { role: "system", content: "Be short." },
      { role: "user", content: "Add" },
    ],
  });
  const { system, messages, temperature, max_tokens, tools } = requests[0]?.body ?? {};
  assert.deepEqual([system, temperature, max_tokens], ["Be short.", 0, 9]);
  assert.deepEqual(messages, [{ role: "user", content: "Add" }]);
  assert.deepEqual(tools, [{ name: "add", input_schema: add.parameters }]);
});

/** What a request says of tools, and what the model is told. */
const choices: [given: unknown, sent: object][] = [
  ["auto", { type: "auto" }],
  ["none", { type: "none" }],
  ["required", { type: "any" }],
  [
    { type: "function", function: { name: "add" } },
    { type: "tool", name: "add" },
  ],
  [
    { type: "tool", name: "add" },
    { type: "tool", name: "add" },
  ],
];

for (const [given, sent] of choices) {
  test(`the choice ${JSON.stringify(given)} is ${JSON.stringify(sent)}`, async (t) => {
    const { requests } = await provider(t, stream(...whole));
    await ask(handler, { toolChoice: given });
    assert.deepEqual(requests[0]?.body.tool_choice, sent);
  });
}

test("thinking comes as reasoning; what nobody asked for is left out", async (t) => {
  const thinking = block(
    0,
    { type: "thinking", thinking: "" },
    { type: "thinking_delta", thinking: "Hm" },
    { type: "signature_delta", signature: "c2ln" },
  );
  const search = block(
    1,
    { type: "server_tool_use", id: "1", name: "web_search", input: {} },
    { type: "input_json_delta", partial_json: '{"query":' },
  );
  await provider(
    t,
    stream(begin, thinking, block(2, { type: "redacted_thinking" }), search, text("Yes"), end("end_turn")),
  );
  const { events } = await ask(handler);
  assert.deepEqual(
    events.map((event) => `${event.type} ${event.text}`),
    ["reasoning Hm", "text Yes", "done undefined"],
  );
});

const reasons = {
  stop_sequence: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  refusal: "content_filter",
  pause_turn: "pause_turn",
};

for (const [reason, expected] of Object.entries(reasons)) {
  test(`an answer that ends with ${reason} says ${expected}`, async (t) => {
    await provider(t, stream(begin, text("Hel"), end(reason)));
    const { last, kind } = await ask(handler);
    assert.deepEqual([last?.metadata?.finishReason, kind], [expected, undefined]);
  });
}

test("tool calls come whole, and their results go back to the model", async (t) => {
  const { requests } = await provider(
    t,
    stream(begin, toolUse(0, "call_a", "add", '{"a":', "1}"), toolUse(1, "call_b", "now"), end("tool_use")),
  );
  const tools = [
    { type: "function", function: { name: "add" } },
    { type: "function", function: { name: "now" } },
  ];
  const { events, last } = await ask(handler, { tools });
  const calls = events.filter(({ type }) => type === "tool_call").map(({ metadata }) => metadata);
  assert.deepEqual(calls, [
    { id: "call_a", name: "add", arguments: { a: 1 } },
    { id: "call_b", name: "now", arguments: {} },
  ]);
  assert.equal(last?.metadata?.finishReason, "tool_calls");

  const results = [
    { id: "call_a", content: "2" },
    { id: "call_b", content: { hour: 9 } },
  ];
  await ask(handler, {
    tools,
    messages: [
      { role: "user", content: "Add" },
      { role: "assistant", content: JSON.stringify({ text: "Well,", tool_calls: calls }) },
      { role: "user", content: JSON.stringify({ tool_results: results }) },
    ],
  });
  assert.deepEqual(requests[1]?.body.messages.slice(1), [
    {
      role: "assistant",
      content: [
        { type: "text", text: "Well," },
        { type: "tool_use", id: "call_a", name: "add", input: { a: 1 } },
        { type: "tool_use", id: "call_b", name: "now", input: {} },
      ],
    },
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "call_a", content: "2" },
        { type: "tool_result", tool_use_id: "call_b", content: '{"hour":9}' },
      ],
    },
  ]);
});

test("a whole answer in place of a stream is an answer", async (t) => {
  await provider(
    t,
    reply(200, {
      type: "message",
      content: [
        { type: "text", text: "Hello" },
        { type: "tool_use", id: "1", name: "a", input: { b: 1 } },
      ],
      stop_reason: "tool_use",
      usage: { input_tokens: 1, output_tokens: 2 },
    }),
  );
  const { text, events, last } = await ask(handler);
  assert.deepEqual([text, events[1]?.metadata?.arguments], ["Hello", { b: 1 }]);
  assert.deepEqual(last?.metadata, {
    usage: { inputTokens: 1, outputTokens: 2 },
    finishReason: "tool_calls",
  });
});

testFailures(wire, {
  "a key that is not accepted": [
    reply(401, errorOf("authentication_error", "invalid x-api-key test-key")),
    "auth",
    1,
  ],
  "an overload": [reply(529, errorOf("overloaded_error", "Overloaded")), "overloaded", 3],
  "an overload inside a stream": [
    stream(begin, text("Hel"), frame("error", errorOf("overloaded_error", "Overloaded"))),
    "overloaded",
    1,
  ],
  "an error in place of a stream": [reply(200, errorOf("authentication_error", "No")), "auth", 1],
  "a conversation that is too long": [
    reply(400, errorOf("invalid_request_error", "prompt is too long")),
    "context_length",
    1,
  ],
  "a bad request": [reply(400, errorOf("invalid_request_error", "max_tokens: too large")), "bad_request", 1],
  "no reason for its end": [stream(begin, text("Hello"), frame("message_stop")), "truncated", 1],
  "an event that is no JSON": [stream(begin, text("Hel"), "data: {oops\n\n"), "unavailable", 1],
  "arguments that are no JSON": [
    stream(begin, toolUse(0, "1", "a", "{oops"), end("tool_use")),
    "unavailable",
    1,
  ],
});
