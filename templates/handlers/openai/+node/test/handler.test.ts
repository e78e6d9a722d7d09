import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import { handler } from "../src/handler.ts";
import { type Asked, ask, setVariables, startProvider } from "./provider.ts";

type Answer = (response: ServerResponse, asked: Asked) => void;

/** A provider that answers so, and the handler's way to it. */
async function provider(t: TestContext, answer: Answer) {
  const started = await startProvider(t, answer);
  setVariables(t, { OPENAI_BASE_URL: `${started.url}/v1`, OPENAI_API_KEY: "test-key" });
  return started;
}

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

const sse = (response: ServerResponse, ...frames: string[]) =>
  response.writeHead(200, { "Content-Type": "text/event-stream" }).write(frames.join(""));
const stream =
  (...frames: string[]): Answer =>
  (response) => {
    sse(response, ...frames);
    response.end();
  };
const reply =
  (status: number, body: unknown, headers = {}): Answer =>
  (response) => {
    const isText = typeof body === "string";
    response.writeHead(status, { "Content-Type": isText ? "text/html" : "application/json", ...headers });
    response.end(isText ? body : JSON.stringify(body));
  };
const error = (status: number, message: string, code: string | null = null, headers = {}) =>
  reply(status, { error: { message, code, type: "error" } }, headers);

test("an answer: its text, and last its usage and its finish reason", async (t) => {
  const { requests } = await provider(t, stream(": keep-alive\n\n", ...whole));
  const { text, last, kind } = await ask(handler);
  assert.deepEqual([text, kind], ["Hello", undefined]);
  assert.equal(last?.type, "done");
  assert.equal(last?.progress, "DONE");
  assert.deepEqual(last?.metadata, { usage: { inputTokens: 7, outputTokens: 2 }, finishReason: "stop" });
  assert.equal(requests[0]?.path, "/v1/chat/completions");
  assert.equal(requests[0]?.headers.authorization, "Bearer test-key");
  assert.deepEqual(requests[0]?.body, {
    model: "test-model",
    messages: [{ role: "user", content: "Hello" }],
    stream: true,
    stream_options: { include_usage: true },
  });
});

test("each event has an id of its own", async (t) => {
  await provider(t, stream(...whole));
  const ids = (await ask(handler)).events.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
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

test("an answer that is cut after any of its chunks is an error that says how much came", async (t) => {
  await provider(t, (response, { body }) => {
    const [, count, how] = body.model.split("-");
    sse(response, ...whole.slice(0, Number(count)));
    if (how === "ends") response.end();
    else setTimeout(() => response.destroy(), 20); // once what was written is out
  });
  const cuts = whole.flatMap((_, count) => ["ends", "breaks"].map((how) => `cut-${count}-${how}`));
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
  "a key that is not accepted": [error(401, "Incorrect API key provided: test-key"), "auth", 1],
  "a limit, with a wait that is too long": [
    error(429, "Slow down", null, { "Retry-After": "20" }),
    "rate_limit",
    1,
  ],
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
  "a page of HTML": [reply(200, "<html>Log in</html>"), "unavailable", 1],
  "a page of HTML with an error": [reply(502, "<html>Bad gateway</html>"), "unavailable", 3],
  "a redirect": [reply(302, "", { Location: "/elsewhere" }), "unavailable", 1],
  "an empty body": [stream(), "truncated", 3],
  "no finish reason": [stream(delta({ content: "Hello" }), done), "truncated", 1],
  "a chunk that is no JSON": [stream(delta({ content: "Hel" }), frame("{oops")), "unavailable", 1],
  "arguments that are no JSON": [
    stream(call(0, { name: "a", arguments: "{oops" }, "1"), delta({}, "tool_calls"), done),
    "unavailable",
    1,
  ],
};

for (const [name, [answer, expected, count]] of Object.entries(failures)) {
  test(`${name}: ${expected}, asked for ${count} times`, async (t) => {
    const { requests } = await provider(t, answer);
    const { kind, failure, last } = await ask(handler);
    assert.equal(kind, expected);
    assert.equal(requests.length, count);
    assert.notEqual(last?.progress, "DONE");
    // Clients are told the kind; the provider's words are the cause alone, without the key.
    assert.match(String(failure?.message), new RegExp(`^${expected}: `));
    assert.doesNotMatch(String(failure?.cause), /test-key/);
  });
}

test("a limit is passed on with the seconds to wait", async (t) => {
  await provider(t, error(429, "Slow down", null, { "Retry-After": "20" }));
  const { failure } = await ask(handler);
  assert.deepEqual([failure?.retryAfter, failure?.retryable], [20, true]);
});

test("a short wait is kept, and the answer comes then", async (t) => {
  const times: number[] = [];
  await provider(t, (response, asked) => {
    times.push(performance.now());
    (times.length === 1 ? error(429, "Slow down", null, { "Retry-After": "1" }) : stream(...whole))(
      response,
      asked,
    );
  });
  assert.equal((await ask(handler)).text, "Hello");
  const [first = 0, second = 0] = times;
  assert.ok(second - first >= 1000);
});

test("without a key, a request gets an error that names the variable", async (t) => {
  const { requests } = await provider(t, stream(...whole));
  setVariables(t, { OPENAI_API_KEY: "" });
  const { kind, failure } = await ask(handler);
  assert.equal(kind, "auth");
  assert.match(String(failure), /OPENAI_API_KEY/);
  assert.equal(requests.length, 0);
});

/** Where a client may leave: what the provider has sent by then. */
const places: Record<string, Answer> = {
  "before the headers": () => {},
  "before the first event": (response) => sse(response, ": wait\n\n"),
  "in a stall between two chunks": (response) => sse(response, delta({ content: "Hel" })),
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
