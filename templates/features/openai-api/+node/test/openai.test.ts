import assert from "node:assert/strict";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { config } from "../src/config.ts";
import { ModelException } from "../src/llmbrick/errors.ts";
import type { Chunk, Completion, ErrorObject } from "../src/llmbrick/openai/types.ts";
import { SSEServer } from "../src/llmbrick/server.ts";
import type { Handler } from "../src/llmbrick/types.ts";

const model = config.allowedModels?.[0] ?? "gpt-4o";
const request = { model, messages: [{ role: "user", content: "?" }] };

/** Answers in the place of yours, which may ask a model. */
const hello: Handler = async function* () {
  yield { id: "msg-1", type: "text", text: "Hello", progress: "IN_PROGRESS" };
  const usage = { inputTokens: 1, outputTokens: 2 };
  yield { id: "msg-2", type: "done", progress: "DONE", metadata: { usage, finishReason: "stop" } };
};

/** Starts the server on a free port, closes it after the test, and returns OpenAI's base URL. */
async function start(t: TestContext, handler: Handler): Promise<string> {
  const server = new SSEServer({
    config: { ...config, host: "127.0.0.1", port: 0, enableRequestLogging: false },
    handler,
    env: {}, // no variable of this machine changes the result
  });
  const url = await server.listen();
  t.after(() => server.close());
  return new URL(`${config.prefix ?? ""}/v1`, url).href;
}

function post(base: string, body: unknown, signal: AbortSignal | null = null): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return fetch(`${base}/chat/completions`, { method: "POST", headers, body: JSON.stringify(body), signal });
}

/** The chunks of a finished stream. */
async function chunksOf(response: Response): Promise<Chunk[]> {
  const frames = (await response.text()).split("\n\n").filter((frame) => frame !== "");
  assert.equal(frames.pop(), "data: [DONE]");
  return frames.map((frame) => JSON.parse(frame.slice("data: ".length)));
}

test("a stream is made of chunks, the last of which says how it ended", async (t) => {
  const asked = { ...request, stream: true, stream_options: { include_usage: true } };
  const chunks = await chunksOf(await post(await start(t, hello), asked));

  assert.deepEqual(
    chunks.map(({ choices }) => choices[0]?.delta),
    [{ role: "assistant", content: "Hello" }, {}, undefined],
  );
  assert.equal(chunks[1]?.choices[0]?.finish_reason, "stop");
  assert.equal(chunks[2]?.usage?.total_tokens, 3);
});

test("without a stream, the answer is one object", async (t) => {
  const response = await post(await start(t, hello), request);
  const { choices, usage } = (await response.json()) as Completion;

  assert.equal(choices[0].message.content, "Hello");
  assert.equal(choices[0].finish_reason, "stop");
  assert.equal(usage?.total_tokens, 3);
});

test("the models are those that requests may name", async (t) => {
  const response = await fetch(`${await start(t, hello)}/models`);
  const { data } = (await response.json()) as { data: { id: string }[] };

  assert.deepEqual(
    data.map(({ id }) => id),
    config.allowedModels,
  );
});

test("a model that is not allowed is a 404 in OpenAI's form", async (t) => {
  const response = await post(await start(t, hello), { ...request, model: "no such model" });
  const { error } = (await response.json()) as { error: ErrorObject };

  assert.equal(response.status, 404);
  assert.equal(error.code, "model_not_found");
});

test("a model that fails at once has a status of its own, which says when to try again", async (t) => {
  const url = await start(t, async function* () {
    yield* [];
    throw new ModelException("Too fast", { kind: "rate_limit", retryable: true, retryAfter: 20 });
  });
  const response = await post(url, { ...request, stream: true });

  assert.equal(response.status, 429);
  assert.equal(response.headers.get("Retry-After"), "20");
  assert.equal(response.headers.get("X-Should-Retry"), "true");
});

test("one that fails late ends its stream with the error", async (t) => {
  const url = await start(t, async function* () {
    yield { id: "msg-1", type: "text", text: "Hello", progress: "IN_PROGRESS" };
    throw new ModelException("Cut off");
  });
  const chunks = await chunksOf(await post(url, { ...request, stream: true }));

  assert.equal(chunks.at(-1)?.error?.message, "Cut off");
  assert.equal(chunks.at(-1)?.choices[0]?.finish_reason, "length");
});

test("a client that goes away stops the handler", { timeout: 5_000 }, async (t) => {
  const client = new AbortController();
  const signals: AbortSignal[] = [];
  const url = await start(t, async function* (_request, { signal }) {
    signals.push(signal);
    yield* [];
    client.abort();
    await once(signal, "abort"); // as one waits for a model that never answers
  });

  await assert.rejects(post(url, request, client.signal));
  const [signal] = signals;
  assert.ok(signal);
  if (!signal.aborted) await once(signal, "abort");
  assert.ok(signal.aborted);
});
