import assert from "node:assert/strict";
import { test } from "node:test";
import { handler } from "../src/handler.ts";
import { playing, testAnyModel, testFailures, testMissingKey, type Wire } from "./any-model.ts";
import { ask } from "./provider.ts";

const frame = (data: unknown) => `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
const delta = (part: object, finish_reason: string | null = null) =>
  frame({ id: "1", object: "chat.completion.chunk", choices: [{ index: 0, delta: part, finish_reason }] });
const usage = frame({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 } });
const done = frame("[DONE]");
const whole = [
  delta({ role: "assistant", content: "" }),
  delta({ content: "Hel" }),
  delta({ content: "lo" }),
  delta({}, "stop"),
  usage,
  done,
];
const refusal = (message: string, code: string | null = null) => ({
  error: { message, code, type: "error" },
});

const wire: Wire = {
  handler,
  contentType: "text/event-stream",
  variables: (url) => ({ OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: "test-key" }),
  whole,
  begun: delta({ content: "Hel" }),
  keepAlive: ": keep-alive\n\n",
  saying: (text) => delta({ content: text }) + delta({}, "stop") + done,
  refusal,
};
const { provider, stream, reply } = playing(wire);
const error = (status: number, message: string, code?: string) => reply(status, refusal(message, code));

testAnyModel(wire);
testMissingKey(wire, "OPENAI_API_KEY");

test("a plain request reaches the model", async (t) => {
  const { requests } = await provider(t, stream(...whole));
  await ask(handler);
  assert.equal(requests[0]?.path, "/v1/chat/completions");
  assert.equal(requests[0]?.headers.authorization, "Bearer test-key");
  assert.deepEqual(requests[0]?.body, {
    model: "test-model",
    messages: [{ role: "user", content: "Hello" }],
    stream: true,
    stream_options: { include_usage: true },
  });
});

test("what a request sets reaches the model", async (t) => {
  const { requests } = await provider(t, stream(...whole));
  const tools = [{ type: "function", function: { name: "add", parameters: { type: "object" } } }];
  await ask(handler, { temperature: 0, maxTokens: 9, tools, toolChoice: "required" });
  await ask(handler, { model: "gpt-5", maxTokens: 9 });
  const [first, second] = requests.map(({ body }) => body);
  assert.deepEqual([first.temperature, first.max_tokens, first.tool_choice], [0, 9, "required"]);
  assert.deepEqual(first.tools, tools);
  assert.deepEqual([second.max_completion_tokens, second.max_tokens], [9, undefined]);
});

test("an answer without usage says null, and reasoning comes as such", async (t) => {
  await provider(
    t,
    stream(
      delta({ reasoning_content: "Hm" }),
      delta({ reasoning: "m", content: null }),
      delta({ content: "Yes" }, "stop"),
      delta({}, "stop"),
      done,
    ),
  );
  const { events } = await ask(handler);
  assert.deepEqual(
    events.map(({ type, text }) => `${type} ${text}`),
    ["reasoning Hm", "reasoning m", "text Yes", "done undefined"],
  );
  assert.deepEqual(events.at(-1)?.metadata, { usage: null, finishReason: "stop" });
});

for (const reason of ["length", "content_filter"]) {
  test(`an answer that ends with ${reason} says so`, async (t) => {
    await provider(t, stream(delta({ content: "Hel" }), delta({}, reason), done));
    const { last, kind } = await ask(handler);
    assert.deepEqual([last?.metadata?.finishReason, kind], [reason, undefined]);
  });
}

const call = (index: number, part: object, id?: string) =>
  delta({ tool_calls: [{ index, ...(id && { id }), type: "function", function: part }] });

test("tool calls come whole, and their results go back to the model", async (t) => {
  const { requests } = await provider(
    t,
    stream(
      call(0, { name: "add", arguments: "" }, "call_a"),
      call(0, { arguments: '{"a":' }),
      call(1, { name: "now", arguments: "" }, "call_b"),
      call(0, { arguments: "1}" }),
      delta({}, "tool_calls"),
      done,
    ),
  );
  const tools = [
    { type: "function", function: { name: "add" } },
    { type: "function", function: { name: "now" } },
  ];
  const { events } = await ask(handler, { tools });
  const calls = events.filter(({ type }) => type === "tool_call").map(({ metadata }) => metadata);
  assert.deepEqual(calls, [
    { id: "call_a", name: "add", arguments: { a: 1 } },
    { id: "call_b", name: "now", arguments: {} },
  ]);
  assert.equal(events.at(-1)?.metadata?.finishReason, "tool_calls");

  const results = [
    { id: "call_a", content: "2" },
    { id: "call_b", content: { hour: 9 } },
  ];
  await ask(handler, {
    tools,
    messages: [
      { role: "user", content: "Add" },
      { role: "assistant", content: JSON.stringify({ tool_calls: calls }) },
      { role: "user", content: JSON.stringify({ tool_results: results }) },
    ],
  });
  assert.deepEqual(requests[1]?.body.messages.slice(1), [
    {
      role: "assistant",
      content: null,
      tool_calls: [
        { id: "call_a", type: "function", function: { name: "add", arguments: '{"a":1}' } },
        { id: "call_b", type: "function", function: { name: "now", arguments: "{}" } },
      ],
    },
    { role: "tool", tool_call_id: "call_a", content: "2" },
    { role: "tool", tool_call_id: "call_b", content: '{"hour":9}' },
  ]);
});

test("two calls with one number are two, where each has an id", async (t) => {
  await provider(
    t,
    stream(
      call(0, { name: "a", arguments: "{}" }, "1"),
      call(0, { name: "b", arguments: "{}" }, "2"),
      delta({}, "stop"),
      done,
    ),
  );
  const { events } = await ask(handler);
  assert.deepEqual(
    events.map(({ metadata }) => metadata?.name),
    ["a", "b", undefined],
  );
  assert.equal(events.at(-1)?.metadata?.finishReason, "tool_calls");
});

test("a whole answer in place of a stream is an answer", async (t) => {
  const message = {
    role: "assistant",
    content: "Hello",
    tool_calls: [{ id: "1", type: "function", function: { name: "a", arguments: "{}" } }],
  };
  await provider(
    t,
    reply(200, {
      choices: [{ index: 0, message, finish_reason: "tool_calls" }],
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    }),
  );
  const { text, events, last } = await ask(handler);
  assert.deepEqual([text, events[1]?.metadata?.name], ["Hello", "a"]);
  assert.deepEqual(last?.metadata, {
    usage: { inputTokens: 1, outputTokens: 2 },
    finishReason: "tool_calls",
  });
});

testFailures(wire, {
  "a key that is not accepted": [error(401, "Incorrect API key provided: test-key"), "auth", 1],
  "a quota that is used up": [error(429, "You exceeded your quota", "insufficient_quota"), "rate_limit", 1],
  "an overload": [error(503, "Busy"), "overloaded", 3],
  "an overload inside a stream": [
    stream(delta({ content: "Hel" }), frame({ error: { message: "Overloaded", code: 503 } })),
    "overloaded",
    1,
  ],
  "an error event": [
    stream(delta({ content: "Hel" }), `event: error\n${frame({ message: "Too many requests", code: 429 })}`),
    "rate_limit",
    1,
  ],
  "an error in place of a stream": [
    reply(200, { error: { message: "Bad key", code: "invalid_api_key" } }),
    "auth",
    1,
  ],
  "a conversation that is too long": [error(400, "Too long", "context_length_exceeded"), "context_length", 1],
  "content that is not allowed": [error(400, "No", "content_filter"), "content_filter", 1],
  "a bad request": [error(400, "No such parameter"), "bad_request", 1],
  "no finish reason": [stream(delta({ content: "Hello" }), done), "truncated", 1],
  "a chunk that is no JSON": [stream(delta({ content: "Hel" }), frame("{oops")), "unavailable", 1],
  "arguments that are no JSON": [
    stream(call(0, { name: "a", arguments: "{oops" }, "1"), delta({}, "tool_calls"), done),
    "unavailable",
    1,
  ],
});
