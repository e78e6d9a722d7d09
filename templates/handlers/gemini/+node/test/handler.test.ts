import assert from "node:assert/strict";
import { test } from "node:test";
import { handler } from "../src/handler.ts";
import { playing, testAnyModel, testFailures, testMissingKey, type Wire } from "./any-model.ts";
import { ask } from "./provider.ts";

const frame = (chunk: object) => `data: ${JSON.stringify(chunk)}\r\n\r\n`;
const piece = (part: object, finishReason?: string) =>
  frame({ candidates: [{ content: { parts: [part], role: "model" }, finishReason }] });
const usageMetadata = { promptTokenCount: 7, candidatesTokenCount: 2 };
const end = (finishReason = "STOP", more = {}) => frame({ candidates: [{ finishReason }], ...more });
const whole = [piece({ text: "Hel" }), piece({ text: "lo" }), end("STOP", { usageMetadata })];
const failed = (code: number, message: string, ...details: object[]) => ({
  error: { code, message, details },
});

const wire: Wire = {
  handler,
  contentType: "text/event-stream",
  variables: (url) => ({ GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: "test-key" }),
  whole,
  begun: piece({ text: "Hel" }),
  keepAlive: ": keep-alive\n\n",
  saying: (text) => piece({ text }) + end(),
  refusal: (message) => failed(429, message),
};
const { provider, stream, reply } = playing(wire);
const error = (code: number, message: string) => reply(code, failed(code, message));

testAnyModel(wire);
testMissingKey(wire, "GEMINI_API_KEY");

test("a plain request reaches the model", async (t) => {
  const { requests } = await provider(t, stream(...whole));
  await ask(handler);
  assert.equal(requests[0]?.path, "/v1beta/models/test-model:streamGenerateContent?alt=sse");
  assert.equal(requests[0]?.headers["x-goog-api-key"], "test-key");
  assert.deepEqual(requests[0]?.body.contents, [{ role: "user", parts: [{ text: "Hello" }] }]);
  assert.equal(requests[0]?.body.tools, undefined);
});

test("what a request sets reaches the model", async (t) => {
  const { requests } = await provider(t, stream(...whole));
  const parameters = { type: "object", properties: { a: { anyOf: [{ type: "integer", minimum: 1 }] } } };
  const tools = [{ type: "function", function: { name: "add", parameters } }];
  const system = { role: "system", content: "Be short" } as const;
  const user = { role: "user", content: "Add" } as const;
  await ask(handler, {
    temperature: 0,
    maxTokens: 9,
    tools,
    toolChoice: "required",
    messages: [system, user],
  });
  await ask(handler, { tools, toolChoice: { type: "function", function: { name: "add" } } });
  const [first, second] = requests.map(({ body }) => body);
  assert.deepEqual(first.generationConfig, { temperature: 0, maxOutputTokens: 9 });
  assert.deepEqual(first.systemInstruction, { parts: [{ text: "Be short" }] });
  assert.deepEqual(first.contents, [{ role: "user", parts: [{ text: "Add" }] }]);
  assert.deepEqual(first.tools, [
    { functionDeclarations: [{ name: "add", parametersJsonSchema: parameters }] },
  ]);
  assert.deepEqual(first.toolConfig, { functionCallingConfig: { mode: "ANY" } });
  assert.deepEqual(second.toolConfig, {
    functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["add"] },
  });
});

test("a choice of tools that Gemini does not know is refused", async (t) => {
  const { requests } = await provider(t, stream(...whole));
  const { kind } = await ask(handler, { toolChoice: "perhaps" });
  assert.equal(kind, "bad_request");
  assert.equal(requests.length, 0);
});

test("an answer without usage says null, and reasoning comes as such", async (t) => {
  await provider(t, stream(piece({ text: "Hm", thought: true }), piece({ text: "Yes" }), end()));
  const { events } = await ask(handler);
  assert.deepEqual(
    events.map(({ type, text }) => `${type} ${text}`),
    ["reasoning Hm", "text Yes", "done undefined"],
  );
  assert.deepEqual(events.at(-1)?.metadata, { usage: null, finishReason: "stop" });
});

test("of the counts in each chunk the last count, and what is thought counts as given", async (t) => {
  const counts = (candidatesTokenCount: number) => ({
    usageMetadata: { ...usageMetadata, candidatesTokenCount },
  });
  await provider(
    t,
    stream(frame(counts(1)), end("STOP", { usageMetadata: { ...usageMetadata, thoughtsTokenCount: 5 } })),
  );
  assert.deepEqual((await ask(handler)).last?.metadata?.usage, { inputTokens: 7, outputTokens: 7 });
});

for (const [reason, told] of [
  ["MAX_TOKENS", "length"],
  ["SAFETY", "content_filter"],
  ["RECITATION", "content_filter"],
  ["LANGUAGE", "language"],
] as const) {
  test(`an answer that ends with ${reason} says ${told}`, async (t) => {
    await provider(t, stream(piece({ text: "Hel" }), end(reason)));
    const { last, kind } = await ask(handler);
    assert.deepEqual([last?.metadata?.finishReason, kind], [told, undefined]);
  });
}

const call = (name: string, args: unknown, more: { id?: string; thoughtSignature?: string } = {}) => {
  const { id, ...rest } = more;
  return piece({ functionCall: { name, args, ...(id && { id }) }, ...rest });
};

test("tool calls have ids, and their results go back to the model, with what the model signed", async (t) => {
  const { requests } = await provider(
    t,
    stream(call("add", { a: 1 }, { thoughtSignature: "c2lnbmVk" }), call("now", {}, { id: "own" }), end()),
  );
  const tools = [
    { type: "function", function: { name: "add" } },
    { type: "function", function: { name: "now" } },
  ];
  const { events } = await ask(handler, { tools });
  const calls = events.filter(({ type }) => type === "tool_call").map(({ metadata }) => metadata);
  assert.deepEqual(calls, [
    { id: "call_1", name: "add", arguments: { a: 1 }, signature: "c2lnbmVk" },
    { id: "own", name: "now", arguments: {} },
  ]);
  assert.equal(events.at(-1)?.metadata?.finishReason, "tool_calls");

  const results = [
    { id: "call_1", content: "2" },
    { id: "own", content: { hour: 9 } },
  ];
  const again = await ask(handler, {
    tools,
    messages: [
      { role: "user", content: "Add" },
      { role: "assistant", content: JSON.stringify({ tool_calls: calls }) },
      { role: "user", content: JSON.stringify({ tool_results: results }) },
    ],
  });
  // No id comes twice in one conversation.
  assert.equal(again.events[0]?.metadata?.id, "call_3");
  assert.deepEqual(requests[1]?.body.contents.slice(1), [
    {
      role: "model",
      parts: [
        { functionCall: { id: "call_1", name: "add", args: { a: 1 } }, thoughtSignature: "c2lnbmVk" },
        { functionCall: { id: "own", name: "now", args: {} } },
      ],
    },
    {
      role: "user",
      parts: [
        { functionResponse: { id: "call_1", name: "add", response: { output: "2" } } },
        { functionResponse: { id: "own", name: "now", response: { output: '{"hour":9}' } } },
      ],
    },
  ]);
});

test("a whole answer in place of a stream is an answer", async (t) => {
  const content = { parts: [{ text: "Hello" }], role: "model" };
  await provider(t, reply(200, { candidates: [{ content, finishReason: "STOP" }], usageMetadata }));
  const { text, last } = await ask(handler);
  assert.equal(text, "Hello");
  assert.deepEqual(last?.metadata, {
    usage: { inputTokens: 7, outputTokens: 2 },
    finishReason: "stop",
  });
});

testFailures(wire, {
  "a key that is not accepted": [error(400, "API key not valid: test-key. API_KEY_INVALID"), "auth", 1],
  "a key without permission": [error(403, "Permission denied"), "auth", 1],
  "a model that is not there": [error(404, "models/test-model is not found"), "unavailable", 1],
  "a quota that is used up": [error(429, "Check your plan and billing details"), "rate_limit", 1],
  "an overload": [error(503, "The model is overloaded"), "overloaded", 3],
  "an error inside a stream": [
    stream(piece({ text: "Hel" }), frame(failed(503, "The model is overloaded"))),
    "overloaded",
    1,
  ],
  "an error inside a stream, in no frame": [
    stream(piece({ text: "Hel" }), JSON.stringify(failed(503, "The model is overloaded"), null, 2)),
    "overloaded",
    1,
  ],
  "an error in place of a stream": [reply(200, failed(400, "API key not valid")), "auth", 1],
  "a conversation that is too long": [
    error(400, "The input token count (9) exceeds the maximum number of tokens allowed (8)."),
    "context_length",
    1,
  ],
  "a question that is blocked": [
    stream(frame({ promptFeedback: { blockReason: "SAFETY" } })),
    "content_filter",
    1,
  ],
  "a call that is none": [stream(end("MALFORMED_FUNCTION_CALL")), "unavailable", 3],
  "a bad request": [error(400, "Unknown name"), "bad_request", 1],
  "a frame that is no JSON": [stream(piece({ text: "Hel" }), "data: {oops\n\n"), "unavailable", 1],
  "arguments that are no object": [stream(call("a", "oops"), end()), "unavailable", 1],
});

test("the wait that Gemini tells in the error itself is passed on", async (t) => {
  const info = { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "33.4s" };
  await provider(t, reply(429, failed(429, "You exceeded your quota, check your billing", info)));
  const { failure } = await ask(handler);
  assert.deepEqual([failure?.kind, failure?.retryAfter, failure?.retryable], ["rate_limit", 34, true]);
});
