import assert from "node:assert/strict";
import { test } from "node:test";
import { handler } from "../src/handler.ts";
import { playing, testAnyModel, testFailures, type Wire } from "./any-model.ts";
import { ask, setVariables } from "./provider.ts";

const line = (chunk: object) => `${JSON.stringify(chunk)}\n`;
const piece = (message: object) =>
  line({ message: { role: "assistant", content: "", ...message }, done: false });
const done = (end: object = {}) =>
  line({ message: { role: "assistant", content: "" }, done: true, done_reason: "stop", ...end });
const counts = { total_duration: 5, prompt_eval_count: 7, eval_count: 2 };
const whole = [piece({ content: "Hel" }), piece({ content: "lo" }), done(counts)];

const wire: Wire = {
  handler,
  contentType: "application/x-ndjson",
  variables: (url) => ({ OLLAMA_HOST: url }),
  whole,
  begun: piece({ content: "Hel" }),
  keepAlive: "\n",
  saying: (text) => piece({ content: text }) + done(),
  refusal: (message) => ({ error: message }),
};
const { provider, stream, reply } = playing(wire);
const error = (status: number, message: string) => reply(status, { error: message });

testAnyModel(wire);

test("a plain request reaches the model", async (t) => {
  const { requests } = await provider(t, stream(...whole));
  await ask(handler);
  assert.equal(requests[0]?.path, "/api/chat");
  assert.deepEqual(requests[0]?.body, {
    model: "test-model",
    messages: [{ role: "user", content: "Hello" }],
    stream: true,
  });
});

test("what a request sets reaches the model", async (t) => {
  const { requests } = await provider(t, stream(...whole));
  const parameters = { type: "object", properties: { a: { anyOf: [{ type: "integer", minimum: 1 }] } } };
  const tools = [{ type: "function", function: { name: "add", parameters } }];
  const system = { role: "system", content: "Be short" } as const;
  await ask(handler, { temperature: 0, maxTokens: 9, tools, toolChoice: "auto", messages: [system] });
  await ask(handler, { maxTokens: 9, tools, toolChoice: "none" });
  const [first, second] = requests.map(({ body }) => body);
  assert.deepEqual([first.options, first.tools], [{ temperature: 0, num_predict: 9 }, tools]);
  assert.deepEqual(first.messages, [system]);
  assert.deepEqual([second.options, second.tools], [{ num_predict: 9 }, undefined]);
});

test("a choice of tools that Ollama does not know is refused", async (t) => {
  const { requests } = await provider(t, stream(...whole));
  const { kind, failure } = await ask(handler, { toolChoice: "required" });
  assert.equal(kind, "bad_request");
  assert.match(String(failure), /toolChoice/);
  assert.equal(requests.length, 0);
});

test("an answer without usage says null, and reasoning comes as such", async (t) => {
  await provider(t, stream(piece({ thinking: "Hm" }), piece({ content: "Yes" }), done()));
  const { events } = await ask(handler);
  assert.deepEqual(
    events.map(({ type, text }) => `${type} ${text}`),
    ["reasoning Hm", "text Yes", "done undefined"],
  );
  assert.deepEqual(events.at(-1)?.metadata, { usage: null, finishReason: "stop" });
});

test("usage that is told in part is null for the rest", async (t) => {
  await provider(t, stream(done({ eval_count: 2 })));
  const { last } = await ask(handler);
  assert.deepEqual(last?.metadata?.usage, { inputTokens: null, outputTokens: 2 });
});

for (const reason of ["length", "load", "unload"]) {
  test(`an answer that ends with ${reason} says so`, async (t) => {
    await provider(t, stream(piece({ content: "Hel" }), done({ done_reason: reason })));
    const { last, kind } = await ask(handler);
    assert.deepEqual([last?.metadata?.finishReason, kind], [reason, undefined]);
  });
}

const call = (name: string, given: unknown, id?: string) =>
  piece({ tool_calls: [{ ...(id && { id }), function: { name, arguments: given } }] });

test("tool calls have ids, and their results go back to the model", async (t) => {
  const { requests } = await provider(t, stream(call("add", { a: 1 }), call("now", {}, "own"), done()));
  const tools = [
    { type: "function", function: { name: "add" } },
    { type: "function", function: { name: "now" } },
  ];
  const { events } = await ask(handler, { tools });
  const calls = events.filter(({ type }) => type === "tool_call").map(({ metadata }) => metadata);
  assert.deepEqual(calls, [
    { id: "call_1", name: "add", arguments: { a: 1 } },
    { id: "own", name: "now", arguments: {} },
  ]);
  assert.equal(events.at(-1)?.metadata?.finishReason, "tool_calls");

  const results = [
    { id: "call_1", content: "2" },
    { id: "own", content: { hour: 9 } },
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
      content: "",
      tool_calls: [
        { function: { name: "add", arguments: { a: 1 } } },
        { function: { name: "now", arguments: {} } },
      ],
    },
    { role: "tool", tool_name: "add", content: "2" },
    { role: "tool", tool_name: "now", content: '{"hour":9}' },
  ]);
});

test("a whole answer in place of a stream is an answer", async (t) => {
  const message = { role: "assistant", content: "Hello" };
  await provider(t, reply(200, { message, done: true, done_reason: "stop", ...counts }));
  const { text, last } = await ask(handler);
  assert.equal(text, "Hello");
  assert.deepEqual(last?.metadata, {
    usage: { inputTokens: 7, outputTokens: 2 },
    finishReason: "stop",
  });
});

testFailures(wire, {
  "a model that is not there": [error(404, "model 'test-model' not found"), "unavailable", 1],
  "an address of something else": [error(404, "Not found"), "unavailable", 1],
  "a key that is not accepted": [error(401, "unauthorized"), "auth", 1],
  "an overload": [error(503, "server busy, please try again"), "overloaded", 3],
  "a runner that is gone": [error(500, "llama runner process has terminated"), "unavailable", 3],
  "an error inside a stream": [
    stream(piece({ content: "Hel" }), line({ error: "the model is overloaded" })),
    "overloaded",
    1,
  ],
  "an error in place of a stream": [reply(200, { error: "unauthorized" }), "auth", 1],
  "a conversation that is too long": [
    error(400, "the input length exceeds the context length"),
    "context_length",
    1,
  ],
  "a bad request": [error(400, "test-model does not support tools"), "bad_request", 1],
  "a chunk that is no JSON": [stream(piece({ content: "Hel" }), "{oops\n"), "unavailable", 1],
  "arguments that are no JSON": [stream(call("a", "{oops"), done()), "unavailable", 1],
});

test("of a model that is not there, it is said how to get it", async (t) => {
  await provider(t, error(404, 'model "test-model" not found, try pulling it first'));
  const { failure } = await ask(handler);
  assert.match(String(failure), /ollama pull test-model/);
});

test("without an Ollama that runs, the error asks for it", async (t) => {
  setVariables(t, { OLLAMA_HOST: "http://127.0.0.1:1" });
  const { kind, failure } = await ask(handler);
  assert.equal(kind, "unavailable");
  assert.match(String(failure), /is Ollama running/);
});

test("an Ollama that listens on every address is found on this machine", async (t) => {
  const { url } = await provider(t, stream(...whole));
  setVariables(t, { OLLAMA_HOST: url.replace("http://127.0.0.1", "0.0.0.0") });
  assert.equal((await ask(handler)).text, "Hello");
});
