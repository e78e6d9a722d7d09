import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import { handler } from "../src/handler.ts";
import { type Asked, ask, setVariables, startProvider } from "./provider.ts";

type Answer = (response: ServerResponse, asked: Asked) => void;

/** A provider that answers so, and the handler's way to it. */
async function provider(t: TestContext, answer: Answer) {
  const started = await startProvider(t, answer);
  setVariables(t, { GOOGLE_GEMINI_BASE_URL: started.url, GEMINI_API_KEY: "test-key" });
  return started;
}

const frame = (chunk: object) => `data: ${JSON.stringify(chunk)}\r\n\r\n`;
const piece = (part: object, finishReason?: string) =>
  frame({ candidates: [{ content: { parts: [part], role: "model" }, finishReason }] });
const usageMetadata = { promptTokenCount: 7, candidatesTokenCount: 2 };
const end = (finishReason = "STOP", more = {}) => frame({ candidates: [{ finishReason }], ...more });
const whole = [piece({ text: "Hel" }), piece({ text: "lo" }), end("STOP", { usageMetadata })];

const start = (response: ServerResponse, ...frames: string[]) =>
  response.writeHead(200, { "Content-Type": "text/event-stream" }).write(frames.join(""));
const stream =
  (...frames: string[]): Answer =>
  (response) => {
    start(response, ...frames);
    response.end();
  };
const reply =
  (status: number, body: unknown, headers = {}): Answer =>
  (response) => {
    const isText = typeof body === "string";
    response.writeHead(status, { "Content-Type": isText ? "text/html" : "application/json", ...headers });
    response.end(isText ? body : JSON.stringify(body));
  };
const failed = (code: number, message: string, ...details: object[]) => ({
  error: { code, message, details },
});
const error = (code: number, message: string, headers = {}) => reply(code, failed(code, message), headers);

test("an answer: its text, and last its usage and its finish reason", async (t) => {
  const { requests } = await provider(t, stream(": keep-alive\n\n", ...whole));
  const { text, last, kind } = await ask(handler);
  assert.deepEqual([text, kind], ["Hello", undefined]);
  assert.equal(last?.type, "done");
  assert.equal(last?.progress, "DONE");
  assert.deepEqual(last?.metadata, { usage: { inputTokens: 7, outputTokens: 2 }, finishReason: "stop" });
  assert.equal(requests[0]?.path, "/v1beta/models/test-model:streamGenerateContent?alt=sse");
  assert.equal(requests[0]?.headers["x-goog-api-key"], "test-key");
  assert.deepEqual(requests[0]?.body.contents, [{ role: "user", parts: [{ text: "Hello" }] }]);
  assert.equal(requests[0]?.body.tools, undefined);
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

test("text that arrives byte by byte, and holds other line ends, comes whole", async (t) => {
  const text = "你好 👋\u2028\u0085.";
  await provider(t, async (response) => {
    const bytes = Buffer.from(piece({ text }) + end());
    response.writeHead(200);
    for (const byte of bytes) await new Promise((resolve) => response.write(Buffer.of(byte), resolve));
    response.end();
  });
  assert.equal((await ask(handler)).text, text);
});

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

test("an answer that is cut anywhere is an error that says how much came", async (t) => {
  await provider(t, (response, { path }) => {
    const [, count, how = ""] = /cut-(\d)-([a-z]+)/.exec(path) ?? [];
    // Whole chunks, and the half of one more.
    const half = how === "half" ? (whole[Number(count)] ?? "").slice(0, 20) : "";
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
  "a key that is not accepted": [error(400, "API key not valid: test-key. API_KEY_INVALID"), "auth", 1],
  "a key without permission": [error(403, "Permission denied"), "auth", 1],
  "a model that is not there": [error(404, "models/test-model is not found"), "unavailable", 1],
  "a limit, with a wait that is too long": [
    error(429, "Slow down", { "Retry-After": "20" }),
    "rate_limit",
    1,
  ],
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
  "a page of HTML": [reply(200, "<html>\nLog in</html>"), "unavailable", 1],
  "a page of HTML with an error": [reply(502, "<html>Bad gateway</html>"), "unavailable", 3],
  "a redirect": [reply(302, "", { Location: "/elsewhere" }), "unavailable", 1],
  "an empty body": [stream(), "truncated", 3],
  "a frame that is no JSON": [stream(piece({ text: "Hel" }), "data: {oops\n\n"), "unavailable", 1],
  "arguments that are no object": [stream(call("a", "oops"), end()), "unavailable", 1],
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

test("the wait that Gemini tells in the error itself is passed on", async (t) => {
  const info = { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "33.4s" };
  await provider(t, reply(429, failed(429, "You exceeded your quota, check your billing", info)));
  const { failure } = await ask(handler);
  assert.deepEqual([failure?.kind, failure?.retryAfter, failure?.retryable], ["rate_limit", 34, true]);
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

test("without a key, a request gets an error that names the variable", async (t) => {
  const { requests } = await provider(t, stream(...whole));
  setVariables(t, { GEMINI_API_KEY: "" });
  const { kind, failure } = await ask(handler);
  assert.equal(kind, "auth");
  assert.match(String(failure), /GEMINI_API_KEY/);
  assert.equal(requests.length, 0);
});

/** Where a client may leave: what the provider has sent by then. */
const places: Record<string, Answer> = {
  "before the headers": () => {},
  "before the first event": (response) => start(response, ": wait\n\n"),
  "in a stall between two chunks": (response) => start(response, piece({ text: "Hel" })),
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
