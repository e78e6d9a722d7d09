import { describe, expect, test } from "vitest";

const module = "../../../templates/features/openai-api/public/page/completions.js";
const { bodyOf, Chunks, summaryOf } = await import(module);

const sent = (request: object) => JSON.parse(JSON.stringify(bodyOf(request)));
const chunk = (delta: object, reason: string | null = null) =>
  JSON.stringify({ choices: [{ index: 0, delta, finish_reason: reason }] });

describe("the page's request in OpenAI's words", () => {
  test("has the fields by OpenAI's names, and asks for a stream with its usage", () => {
    const request = {
      model: "m",
      messages: [{ role: "user", content: "Hello" }],
      sessionId: "s",
      sourceLanguage: "en",
      clientId: "me",
      temperature: 0.5,
      maxTokens: 9,
      tools: [],
      toolChoice: "auto",
      mine: 1,
    };
    expect(sent(request)).toEqual({
      model: "m",
      messages: [{ role: "user", content: "Hello" }],
      user: "me",
      temperature: 0.5,
      max_completion_tokens: 9,
      tools: [],
      tool_choice: "auto",
      stream: true,
      stream_options: { include_usage: true },
      mine: 1,
    });
  });

  test("has calls of tools and their results in forms of their own", () => {
    const calls = JSON.stringify({
      tool_calls: [{ id: "1", name: "add", arguments: { a: 1 } }],
      text: "Wait",
    });
    const results = JSON.stringify({ tool_results: [{ id: "1", content: "2" }] });
    const messages = [
      { role: "assistant", content: calls },
      { role: "user", content: results },
    ];
    expect(sent({ messages }).messages).toEqual([
      {
        role: "assistant",
        content: "Wait",
        tool_calls: [{ id: "1", type: "function", function: { name: "add", arguments: '{"a":1}' } }],
      },
      { role: "tool", tool_call_id: "1", content: "2" },
    ]);
  });

  test.each([
    ["nothing"],
    [[null, 1, { role: "user", content: '{"tool_calls":[]}' }, { role: "assistant", content: "{" }]],
  ])("leaves messages of any other kind as they are: %j", (messages) => {
    expect(sent({ messages }).messages).toEqual(messages);
  });
});

describe("the chunks of an answer", () => {
  const events = (...all: string[]) => {
    const chunks = new Chunks();
    return all.flatMap((data) => [...chunks.events(data)]);
  };

  test("become events of text and reasoning, and a last one with usage and reason", () => {
    const usage = JSON.stringify({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 4 } });
    const first = chunk({ role: "assistant", content: "", reasoning_content: "Hm", reasoning: "Hm" });
    expect(events(first, chunk({ content: "Hi" }), chunk({}, "stop"), usage, "[DONE]")).toEqual([
      { type: "reasoning", text: "Hm" },
      { type: "text", text: "Hi" },
      {
        type: "done",
        progress: "DONE",
        metadata: { finishReason: "stop", usage: { inputTokens: 3, outputTokens: 4 } },
      },
    ]);
  });

  test("tell calls of tools whole, at the end", () => {
    const piece = (index: number, text: string, more = {}) =>
      chunk({ tool_calls: [{ index, ...more, function: { name: `f${index}`, arguments: text } }] });
    const [one, two] = events(
      piece(0, '{"a":', { id: "1" }),
      piece(1, "{}", { id: "2" }),
      piece(0, "1}"),
      "[DONE]",
    );
    expect(one).toEqual({ type: "tool_call", metadata: { id: "1", name: "f0", arguments: { a: 1 } } });
    expect(two).toEqual({ type: "tool_call", metadata: { id: "2", name: "f1", arguments: {} } });
  });

  test.each([
    [
      chunk({ role: "assistant", content: "", reasoning_content: "Hm", reasoning: "Hm" }),
      "reasoning",
      "Hm",
      null,
    ],
    [chunk({ content: "Hi" }), "content", "Hi", null],
    [chunk({}, "stop"), "delta", {}, "stop"],
    [JSON.stringify({ choices: [], usage: { total_tokens: 1 } }), "usage", { total_tokens: 1 }, undefined],
    [JSON.stringify({ error: { message: "Cut" }, choices: [] }), "error", "Cut", undefined],
    ["[DONE]", "[DONE]", "", undefined],
  ])("are told in a few words: %s", (data, type, text, progress) => {
    expect(summaryOf(data)).toEqual({ type, text, ...(progress !== undefined && { progress }) });
  });
});
