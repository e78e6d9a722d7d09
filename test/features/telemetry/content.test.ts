import { expect, test } from "vitest";
import type { ConversationRequest } from "../../../templates/core/src/llmbrick/types.ts";
import { Content } from "../../../templates/features/telemetry/+node/src/llmbrick/telemetry/content.ts";
import { event } from "../../support/client.ts";

const request = { messages: [{ role: "user", content: "?" }] } as unknown as ConversationRequest;

test("an event that can't be read, which the stream refuses, ends no handler and loses no span", () => {
  const content = new Content(request);
  for (const odd of [
    null,
    { type: "tool_call", metadata: { arguments: 1n } },
    { metadata: { finishReason: 1n } },
  ])
    content.add(odd as never);
  content.add(event({ type: "text", text: "whole" }));
  expect(content.attributes()["gen_ai.output.messages"]).toContain("whole");
});

test("of a long conversation, the last messages are kept that fit", () => {
  const messages = Array.from({ length: 100 }, (_, index) => ({
    role: "user",
    content: `${index} ${"x".repeat(5_000)}`,
  }));
  const asked = JSON.parse(
    String(new Content({ ...request, messages } as never).attributes()["gen_ai.input.messages"]),
  );
  expect(asked).toHaveLength(19);
  expect(asked.at(-1).parts[0].content).toMatch(/^99 /);
});

test.each([
  ["calls without arguments", { type: "tool_call", metadata: { id: "1", name: "add", arguments: "" } }],
  ["long calls", { type: "tool_call", metadata: { id: "1", name: "add", arguments: "x".repeat(60_000) } }],
  ["text", { type: "text", text: "x".repeat(999) }],
])("of an answer without an end, no more than 100,000 characters are kept: %s", (_what, fields) => {
  const content = new Content(request);
  for (let count = 0; count < 20_000; count++) content.add(event(fields));
  const kept = String(content.attributes()["gen_ai.output.messages"]).length;
  expect(kept).toBeGreaterThan(50_000);
  expect(kept).toBeLessThan(120_000);
});
