import assert from "node:assert/strict";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { config } from "../src/config.ts";
import { chat } from "../src/llmbrick/client.ts";
import { Reconnecting } from "../src/llmbrick/resume/client.ts";
import { SSEServer } from "../src/llmbrick/server.ts";
import type { Handler, Message } from "../src/llmbrick/types.ts";

const sessionId = "a-session-of-this-test";
const messages: Message[] = [{ role: "user", content: "?" }];
const request = { model: config.allowedModels?.[0] ?? "gpt-4o", messages, sessionId };

/** Answers in the place of yours, which may ask a model. */
const countToFive: Handler = async function* () {
  for (let count = 1; count <= 5; count++) {
    yield {
      id: `msg-${count}`,
      type: "text",
      text: `${count} `,
      progress: count < 5 ? "IN_PROGRESS" : "DONE",
    };
  }
};

/** Starts the server on a free port, closes it after the test, and returns the endpoint's address. */
async function start(t: TestContext, handler: Handler): Promise<string> {
  const server = new SSEServer({
    config: { ...config, host: "127.0.0.1", port: 0, enableRequestLogging: false, shutdownGrace: 0 },
    handler,
    env: {}, // no variable of this machine changes the result
  });
  const url = await server.listen();
  t.after(() => server.close());
  return new URL(server.config.prefix + server.config.chatCompletionsPath, url).href;
}

function post(url: string, more: Record<string, string> = {}): Promise<Response> {
  const headers = { Accept: "text/event-stream", "Content-Type": "application/json", ...more };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(request) });
}

const of = (response: Response) => `/${response.headers.get("X-Answer-Id")}`;
const own = { "X-Session-Id": sessionId };

test("an answer is given again from any event on", async (t) => {
  const url = await start(t, countToFive);
  const response = await post(url);
  const whole = await response.text();

  for (const after of [0, 1, 4]) {
    const rest = await fetch(`${url}${of(response)}?after=${after}`, { headers: own });
    assert.equal(await rest.text(), whole.slice(whole.indexOf(`id: ${after + 1}\n`)));
  }
});

test("a client whose connection is cut after every event misses none, and gets none twice", async (t) => {
  const client = new Reconnecting({ longestPause: 1 });
  let text = "";
  for await (const event of chat({ url: await start(t, countToFive), request, fetch: client.fetch })) {
    text += event.text;
    client.cut();
  }
  assert.equal(text, "1 2 3 4 5 ");
});

test("a request that is sent twice asks the model once", async (t) => {
  let asked = 0;
  const url = await start(t, (...given) => {
    asked++;
    return countToFive(...given);
  });
  const answers = [await post(url, { "Idempotency-Key": "1" }), await post(url, { "Idempotency-Key": "1" })];
  const [first, second] = await Promise.all(answers.map((answer) => answer.text()));

  assert.equal(first, second);
  assert.equal(asked, 1);
});

test("to another session, there is no such answer", async (t) => {
  const url = await start(t, countToFive);
  const response = await post(url);
  const foreign = await fetch(url + of(response), { headers: { "X-Session-Id": "another" } });

  assert.equal(foreign.status, 404);
});

test("DELETE stops the handler", { timeout: 5_000 }, async (t) => {
  const signals: AbortSignal[] = [];
  const url = await start(t, async function* (_request, { signal }) {
    signals.push(signal);
    yield { id: "msg-1", type: "text", text: "1", progress: "IN_PROGRESS" };
    await once(signal, "abort"); // as one waits for a model that never answers
  });
  const response = await post(url);
  const { status } = await fetch(url + of(response), { method: "DELETE", headers: own });

  assert.equal(status, 204);
  assert.match(await response.text(), /Answer cancelled/);
  assert.ok(signals[0]?.aborted);
});
