import { describe, expect, test } from "vitest";

const module = "../../../templates/page/public/page/frame.js";
const { kind, parse, summary, wire } = await import(module);

const message = (value: unknown) => ({ event: "message", data: JSON.stringify(value) });

test.each([
  [{ event: "message", data: "{}" }, "event", "event: message\ndata: {}"],
  [{ event: "error", data: "{}" }, "error", "event: error\ndata: {}"],
  [{ event: null, data: "keep-alive" }, "comment", ": keep-alive"],
  [{ event: "", data: "[DONE]", says: { type: "[DONE]" } }, "event", "data: [DONE]"],
  [{ event: "", data: "{}", says: { type: "error" } }, "error", "data: {}"],
])("%j is to the eye: %s; and came as %j", (frame, expected, came) => {
  expect(kind(frame)).toBe(expected);
  expect(wire(frame)).toBe(came);
});

test("what is not JSON stays text", () => {
  expect(parse({ data: '{"a":1}' })).toEqual({ a: 1 });
  expect(parse({ data: "{" })).toBe("{");
});

describe("the cells of a row", () => {
  test.each([
    ["text", { type: "text", text: "Hello", progress: "IN_PROGRESS" }, "text", "IN_PROGRESS", "Hello"],
    ["an error", { error: "Request timeout", details: "…" }, "message", "", "Request timeout"],
    ["a call of a tool", { type: "tool_call", metadata: { name: "add" } }, "tool_call", "", "add"],
    [
      "the end",
      { type: "done", progress: "DONE", metadata: { finishReason: "stop" } },
      "done",
      "DONE",
      "stop",
    ],
    ["no more than an id", { id: "msg-1", type: "meta" }, "meta", "", "msg-1"],
    ["lines", { type: "text", text: "a\nb" }, "text", "", "a↵b"],
    ["strange types", { type: { a: 1 }, text: 2 }, '{"a":1}', "", "2"],
  ])("tell %s", (_what, value, type, progress, content) => {
    expect(summary(message(value))).toMatchObject({ type, progress, content });
  });

  test("are short, however long a text is", () => {
    const { content, raw } = summary(message({ text: "x".repeat(10_000) }));
    expect([content.length, raw.length]).toEqual([500, 500]);
  });

  test("are those that another route has put into words", () => {
    const frame = { event: "", data: "{}", says: { type: "content", text: "Hello", progress: null } };
    expect(summary(frame)).toMatchObject({ type: "content", progress: "", content: "Hello" });
  });
});
