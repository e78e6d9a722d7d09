import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { config } from "../src/config.ts";
import { SSEServer } from "../src/llmbrick/server.ts";
import type { Handler } from "../src/llmbrick/types.ts";

const endpoint = `${config.prefix ?? ""}${config.chatCompletionsPath ?? "/chat/completions"}`;
const model = config.allowedModels?.[0] ?? "gpt-4o";

/** Answers in the place of yours, which may ask a model. */
const hello: Handler = async function* () {
  yield { id: "msg-1", type: "text", text: "Hello", progress: "IN_PROGRESS" };
  yield { id: "msg-2", type: "done", progress: "DONE" };
};

/** Starts the server on a free port, and closes it after the test. */
async function start(t: TestContext, token = ""): Promise<string> {
  process.env.METRICS_TOKEN = token;
  t.after(() => delete process.env.METRICS_TOKEN);
  const server = new SSEServer({
    config: { ...config, host: "127.0.0.1", port: 0, enableRequestLogging: false },
    handler: hello,
    env: {}, // no variable of this machine changes the result
  });
  const url = await server.listen();
  t.after(() => server.close());
  return url;
}

async function ask(url: string, content: string): Promise<string> {
  const request = { model, messages: [{ role: "user", content }], sessionId: "private" };
  const headers = { Accept: "text/event-stream", "Content-Type": "application/json" };
  const body = JSON.stringify(request);
  return (await fetch(new URL(endpoint, url), { method: "POST", headers, body })).text();
}

test("an answer is counted, without a word of it", async (t) => {
  const url = await start(t);
  await ask(url, "secret");
  const text = await (await fetch(new URL("/metrics", url))).text();
  const counted = `llmbrick_sse_requests_total{route="${endpoint}",status="2xx",outcome="done"} 1`;
  assert.ok(text.includes(counted), text);
  assert.match(text, /^llmbrick_sse_events_total 2$/m);
  assert.match(text, /^llmbrick_sse_time_to_first_event_seconds_count 1$/m);
  assert.doesNotMatch(text, /secret|private|Hello/);
});

test("the figures are for who bears the token, where there is one", async (t) => {
  const url = new URL("/metrics", await start(t, "token-1"));
  assert.equal((await fetch(url)).status, 401);
  assert.equal((await fetch(url, { headers: { Authorization: "Bearer token-2" } })).status, 401);
  assert.equal((await fetch(url, { headers: { Authorization: "Bearer token-1" } })).status, 200);
});
