import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import { handler } from "../src/handler.ts";
import { type Asked, ask, setVariables, startProvider } from "./provider.ts";

type Answer = (response: ServerResponse, asked: Asked) => void;

/** An Ollama that answers so, and the handler's way to it. */
async function provider(t: TestContext, answer: Answer) {
  const started = await startProvider(t, answer);
  setVariables(t, { OLLAMA_HOST: started.url });
  return started;
}

const line = (chunk: object) => `${JSON.stringify(chunk)}\n`;
const piece = (message: object) =>
  line({ message: { role: "assistant", content: "", ...message }, done: false });
const done = (end: object = {}) =>
  line({ message: { role: "assistant", content: "" }, done: true, done_reason: "stop", ...end });
const counts = { total_duration: 5, prompt_eval_count: 7, eval_count: 2 };
const whole = [piece({ content: "Hel" }), piece({ content: "lo" }), done(counts)];

const start = (response: ServerResponse, ...lines: string[]) =>
  response.writeHead(200, { "Content-Type": "application/x-ndjson" }).write(lines.join(""));
const stream =
  (...lines: string[]): Answer =>
  (response) => {
    start(response, ...lines);
    response.end();
  };
const reply =
  (status: number, body: unknown, headers = {}): Answer =>
  (response) => {
    const isText = typeof body === "string";
    response.writeHead(status, { "Content-Type": isText ? "text/html" : "application/json", ...headers });
    response.end(isText ? body : JSON.stringify(body));
  };
const error = (status: number, message: string, headers = {}) => reply(status, { error: message }, headers);

test("an answer: its text, and last its usage and its finish reason", async (t) => {
  const { requests } = await provider(t, stream(...whole));
  const { text, last, kind } = await ask(handler);
  assert.deepEqual([text, kind], ["Hello", undefined]);
  assert.equal(last?.type, "done");
  assert.equal(last?.progress, "DONE");
  assert.deepEqual(last?.metadata, { usage: { inputTokens: 7, outputTokens: 2 }, finishReason: "stop" });
  assert.equal(requests[0]?.path, "/api/chat");
  assert.deepEqual(requests[0]?.body, {
    model: "test-model",
    messages: [{ role: "user", content: "Hello" }],
    stream: true,
  });
});

test("each event has an id of its own", async (t) => {
  await provider(t, stream(...whole));
  const ids = (await ask(handler)).events.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
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

test("text that arrives byte by byte, and holds other line ends, comes whole", async (t) => {
  const text = "你好 👋\u2028\u0085.";
  await provider(t, async (response) => {
    const bytes = Buffer.from(piece({ content: text }) + done());
    response.writeHead(200);
    for (const byte of bytes) await new Promise((resolve) => response.write(Buffer.of(byte), resolve));
    response.end();
  });
  assert.equal((await ask(handler)).text, text);
});

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

test("an answer that is cut anywhere is an error that says how much came", async (t) => {
  await provider(t, (response, { body }) => {
    const [, count, how] = body.model.split("-");
    // Whole chunks, and the half of one more.
    const half = how === "half" ? (whole[count] ?? "").slice(0, 20) : "";
    start(response, ...whole.slice(0, Number(count)), half);
    if (how === "breaks")
      setTimeout(() => response.destroy(), 20); // once what was written is out
    else response.end();
  });
  const cuts = whole.flatMap((_, count) => ["ends", "breaks", "half"].map((how) => `cut-${count}-${how}`));
  const answers = await Promise.all(cuts.map((model) => ask(handler, { model })));
  assert.deepEqual(
    answers.map(({ kind }) => kind),
    cuts.map(() => "truncated"),
  );
  for (const { failure, text, last } of answers) {
    assert.match(String(failure), new RegExp(`after ${text.length} characters`));
    assert.notEqual(last?.progress, "DONE");
  }
});

/** Answers that are errors: what they become, and how often the model is asked for them. */
const failures: Record<string, [answer: Answer, kind: string, requests: number]> = {
  "a model that is not there": [error(404, "model 'test-model' not found"), "unavailable", 1],
  "an address of something else": [error(404, "Not found"), "unavailable", 1],
  "a key that is not accepted": [error(401, "unauthorized"), "auth", 1],
  "a limit, with a wait that is too long": [
    error(429, "Slow down", { "Retry-After": "20" }),
    "rate_limit",
    1,
  ],
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
  "a page of HTML": [reply(200, "<html>\nLog in</html>"), "unavailable", 1],
  "a page of HTML with an error": [reply(502, "<html>Bad gateway</html>"), "unavailable", 3],
  "a redirect": [reply(302, "", { Location: "/elsewhere" }), "unavailable", 1],
  "an empty body": [stream(), "truncated", 3],
  "a chunk that is no JSON": [stream(piece({ content: "Hel" }), "{oops\n"), "unavailable", 1],
  "arguments that are no JSON": [stream(call("a", "{oops"), done()), "unavailable", 1],
};

for (const [name, [answer, expected, count]] of Object.entries(failures)) {
  test(`${name}: ${expected}, asked for ${count} times`, async (t) => {
    const { requests } = await provider(t, answer);
    const { kind, failure, last } = await ask(handler);
    assert.equal(kind, expected);
    assert.equal(requests.length, count);
    assert.notEqual(last?.progress, "DONE");
    // Clients are told the kind; the provider's words are the cause alone.
    assert.match(String(failure?.message), new RegExp(`^${expected}: `));
  });
}

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

test("a limit is passed on with the seconds to wait", async (t) => {
  await provider(t, error(429, "Slow down", { "Retry-After": "20" }));
  const { failure } = await ask(handler);
  assert.deepEqual([failure?.retryAfter, failure?.retryable], [20, true]);
});

test("a short wait is kept, and the answer comes then", async (t) => {
  const times: number[] = [];
  await provider(t, (response, asked) => {
    times.push(performance.now());
    const answer = times.length === 1 ? error(429, "Slow down", { "Retry-After": "1" }) : stream(...whole);
    answer(response, asked);
  });
  assert.equal((await ask(handler)).text, "Hello");
  const [first = 0, second = 0] = times;
  assert.ok(second - first >= 1000);
});

/** Where a client may leave: what the provider has sent by then. */
const places: Record<string, Answer> = {
  "before the headers": () => {},
  "before the first event": (response) => start(response, "\n"),
  "in a stall between two chunks": (response) => start(response, piece({ content: "Hel" })),
};

for (const [place, answer] of Object.entries(places)) {
  test(`a client that leaves ${place} stops the model within 100 ms`, { timeout: 5_000 }, async (t) => {
    const leaving = new AbortController();
    const { asked, left } = await provider(t, answer);
    const hasBegun = place.startsWith("in") ? undefined : asked();
    const asking = ask(handler, {}, { signal: leaving.signal, onEvent: () => leave() });
    let start = 0;
    const gone = left();
    const leave = () => {
      start = performance.now();
      leaving.abort(new Error("The client went away"));
    };
    if (hasBegun) await hasBegun.then(leave);
    await gone;
    assert.ok(performance.now() - start < 100);
    assert.match(String((await asking).kind), /The client went away/);
  });
}
