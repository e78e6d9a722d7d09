import assert from "node:assert/strict";
import { test } from "node:test";
import { handler } from "../src/handler.ts";
import type { ConversationEvent, ConversationRequest } from "../src/llmbrick/types.ts";

/** What the handler yields for one user message. Nothing is sent over the network here. */
async function answerTo(content: string): Promise<ConversationEvent[]> {
  const request: ConversationRequest = {
    model: "any-model",
    messages: [{ role: "user", content }],
    sessionId: "test-session",
    stream: true,
    clientId: null,
    temperature: null,
    maxTokens: null,
    tools: null,
    toolChoice: null,
    sourceLanguage: null,
  };
  const context = { signal: new AbortController().signal, requestId: "test-request", log() {} };

  const events: ConversationEvent[] = [];
  for await (const event of handler(request, context)) events.push(event);
  return events;
}

test("the answer has text", async () => {
  const events = await answerTo("Hello");
  const text = events.map((event) => event.text ?? "").join("");
  assert.notEqual(text, "");
});

test("the answer ends with one DONE event", async () => {
  const events = await answerTo("Hello");
  const done = events.filter((event) => event.progress === "DONE");
  assert.deepEqual(done, events.slice(-1));
});

test("each event has an id of its own", async () => {
  const ids = (await answerTo("Hello")).map((event) => event.id);
  assert.equal(new Set(ids).size, ids.length);
});
