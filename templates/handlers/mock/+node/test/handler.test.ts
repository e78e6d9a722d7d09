import assert from "node:assert/strict";
import { test } from "node:test";
import { handler } from "../src/handler.ts";
import { script } from "../src/mock.ts";
import { ask, plainRequest } from "./provider.ts";

process.env.MOCK_SPEED = "0";

const say = (content: string) => ({ messages: [{ role: "user" as const, content }] });
const tools = [
  {
    type: "function",
    function: { name: "add", parameters: { properties: { a: { type: "number" }, b: { type: "string" } } } },
  },
];

test("the same request gets the same pieces at the same times, another one others", () => {
  const plan = (content: string) => JSON.stringify(script({ ...plainRequest, ...say(content) }));
  assert.equal(plan("Hello"), plan("Hello"));
  assert.notEqual(plan("Hello"), plan("Hello!"));
});

test("an answer has text about the question, and last its usage", async () => {
  const { text, last, events } = await ask(handler, say("What is SSE?"));
  assert.match(text, /What is SSE\?/);
  assert.equal(last?.progress, "DONE");
  assert.equal(last?.metadata?.finishReason, "stop");
  assert.deepEqual(last?.metadata?.usage, { inputTokens: 3, outputTokens: Math.ceil([...text].length / 4) });
  assert.equal(new Set(events.map(({ id }) => id)).size, events.length);
});

test("a tool that is offered is called, and its result answered", async () => {
  const { events, last } = await ask(handler, { ...say("Add"), tools });
  const [call] = events;
  assert.equal(call?.type, "tool_call");
  assert.equal(call?.metadata?.name, "add");
  assert.deepEqual(call?.metadata?.arguments, { a: 1, b: "Add" });
  assert.equal(last?.metadata?.finishReason, "tool_calls");

  const { text } = await ask(handler, {
    tools,
    messages: [
      ...say("Add").messages,
      { role: "assistant", content: JSON.stringify({ tool_calls: [call?.metadata] }) },
      {
        role: "user",
        content: JSON.stringify({ tool_results: [{ id: call?.metadata?.id, content: "42" }] }),
      },
    ],
  });
  assert.match(text, /42/);
});

for (const [fault, kind] of [
  ["rate-limit", "rate_limit"],
  ["cut", "truncated"],
  ["overloaded-late", "overloaded"],
]) {
  test(`/fault ${fault} fails with ${kind}`, async () => {
    const { kind: got, text, last } = await ask(handler, say(`/fault ${fault}`));
    assert.equal(got, kind);
    assert.equal(text === "", fault === "rate-limit");
    assert.notEqual(last?.progress, "DONE");
  });
}

test("/fault slow-start waits longer than any other answer", () => {
  const [first] = script({ ...plainRequest, ...say("/fault slow-start") });
  assert.equal(first?.wait, 8000);
});

test("/fault malformed gives an event that the server refuses", async () => {
  const { last } = await ask(handler, say("/fault malformed"));
  assert.equal(last?.id, "");
});

test("/fault tool calls a tool without being offered one", async () => {
  const { events } = await ask(handler, say("/fault tool"));
  assert.deepEqual(
    events.map(({ type }) => type),
    ["tool_call", "done"],
  );
});

test("/fault stall goes on until the client leaves", { timeout: 5_000 }, async () => {
  const leaving = new AbortController();
  let count = 0;
  const { kind } = await ask(handler, say("/fault stall"), {
    signal: leaving.signal,
    onEvent: () => ++count === 5 && setImmediate(() => leaving.abort(new Error("The client went away"))),
  });
  assert.match(String(kind), /The client went away/);
});
