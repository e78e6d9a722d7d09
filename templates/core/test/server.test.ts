import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { config } from "../src/config.ts";
import { SSEServer } from "../src/llmbrick/server.ts";
import type { Handler } from "../src/llmbrick/types.ts";

const request = {
  model: config.allowedModels?.[0],
  messages: [{ role: "user", content: "?" }],
  sessionId: "test-session",
};

/** Answers in the place of yours, which may ask a model. */
const hello: Handler = async function* () {
  yield { id: "msg-1", type: "text", text: "Hello", progress: "IN_PROGRESS" };
  yield { id: "msg-2", type: "done", progress: "DONE" };
};

/** Starts the server on a free port, closes it after the test, and returns the endpoint's address. */
async function start(t: TestContext, answer: Handler): Promise<URL> {
  const server = new SSEServer({
    config: { ...config, host: "127.0.0.1", port: 0, enableRequestLogging: false },
    handler: answer,
    env: {}, // no variable of this machine changes the result
  });
  const url = await server.listen();
  t.after(() => server.close());
  return new URL(`${config.prefix ?? ""}${config.chatCompletionsPath ?? "/chat/completions"}`, url);
}

function post(url: URL, body: unknown): Promise<Response> {
  const headers = { Accept: "text/event-stream", "Content-Type": "application/json" };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Each frame of a finished stream: the event's name and its data. */
async function framesOf(response: Response) {
  const text = await response.text();
  const frames = text.matchAll(/^event: (.*)\ndata: (.*)\n\n/gm);
  return Array.from(frames, ([, event, data = ""]) => ({ event, data: JSON.parse(data) }));
}

test("a request is answered with the handler's events", async (t) => {
  const response = await post(await start(t, hello), request);
  const frames = await framesOf(response);

  assert.equal(response.status, 200);
  assert.ok(frames.every((frame) => frame.event === "message"));
  assert.equal(frames.at(-1)?.data.progress, "DONE");
});

test("a request that breaks a rule gets one error frame", async (t) => {
  const response = await post(await start(t, hello), { ...request, model: "no such model" });
  const frames = await framesOf(response);

  assert.equal(frames.length, 1);
  assert.equal(frames[0]?.event, "error");
  assert.equal(frames[0]?.data.error, "Business validation failed");
});

test("a request without its required fields is refused with status 422", async (t) => {
  const response = await post(await start(t, hello), {});
  const { detail } = (await response.json()) as { detail: { loc: unknown[] }[] };

  assert.equal(response.status, 422);
  assert.deepEqual(
    detail.map((fault) => fault.loc.join(".")),
    ["body.model", "body.messages", "body.sessionId"],
  );
});
