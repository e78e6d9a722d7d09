import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { type AIMessageChunk, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { ChatOpenAI } from "@langchain/openai";
import { APICallError, generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";
import { expect, test } from "vitest";
import { describeServed } from "./served.ts";

const modelId = "gpt-4o";
const numbers = {
  type: "object" as const,
  properties: { a: { type: "number" as const }, b: { type: "number" as const } },
};

describeServed("Vercel's AI SDK", (served) => {
  const model = (more: object = {}) =>
    createOpenAICompatible({ name: "llmbrick", includeUsage: true, ...served, ...more })(modelId);
  const add = tool({
    description: "Adds two numbers",
    inputSchema: jsonSchema<{ a: number; b: number }>(numbers),
    execute: async ({ a, b }) => a + b,
  });

  test("a text as a whole", async () => {
    const { text, finishReason, usage } = await generateText({ model: model(), prompt: "What is SSE?" });
    expect(text).toContain("What is SSE?");
    expect([finishReason, usage.inputTokens]).toEqual(["stop", 3]);
  });

  test("a text that is streamed, with its usage", async () => {
    const result = streamText({ model: model(), prompt: "What is SSE?" });
    const pieces: string[] = [];
    for await (const piece of result.textStream) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.join("")).toContain("What is SSE?");
    expect([await result.finishReason, (await result.usage).inputTokens]).toEqual(["stop", 3]);
  });

  test.each(["whole", "streamed"])("a tool is run, and its result answered: %s", async (form) => {
    const given = { model: model(), prompt: "Add", tools: { add }, stopWhen: stepCountIs(2) };
    const result = form === "whole" ? await generateText(given) : streamText(given);
    expect(await result.text).toContain("2");
    expect((await result.steps)[0]?.toolCalls[0]).toMatchObject({ toolName: "add", input: { a: 1, b: 1 } });
  });

  test("a failure has its status, and says whether to try again", async () => {
    const asking = generateText({ model: model(), prompt: "/fault rate-limit", maxRetries: 0 });
    await expect(asking).rejects.toMatchObject({ statusCode: 429, isRetryable: true });
    const wrongKey = generateText({ model: model({ apiKey: "wrong" }), prompt: "x", maxRetries: 0 });
    await expect(wrongKey).rejects.toThrow(APICallError);
    await expect(wrongKey).rejects.toThrow(/API key/);
  });

  test("a stream that fails amid its answer is an error, and no end", async () => {
    const errors: unknown[] = [];
    const result = streamText({
      model: model(),
      prompt: "/fault cut",
      maxRetries: 0,
      onError: ({ error }) => void errors.push(error),
    });
    await result.consumeStream();
    expect(errors).not.toEqual([]);
  });

  test("a stream that is aborted stops the handler", async () => {
    const controller = new AbortController();
    const headers = { "X-Request-Id": "ai-aborts" };
    const given = { model: model(), prompt: "/fault stall", abortSignal: controller.signal, headers };
    for await (const _ of streamText(given).textStream) controller.abort();
    expect(await served.logged({ requestId: "ai-aborts", outcome: "aborted" })).toBeDefined();
  });
});

/** The one message that chunks make. */
async function joined(chunks: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk> {
  const all: AIMessageChunk[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all.reduce((message, chunk) => message.concat(chunk));
}

describeServed("LangChain", (served) => {
  const model = (more: object = {}) =>
    new ChatOpenAI({
      model: modelId,
      apiKey: served.apiKey,
      configuration: { baseURL: served.baseURL },
      maxRetries: 0,
      ...more,
    });

  test("an answer as a whole", async () => {
    const { text, usage_metadata } = await model().invoke("What is SSE?");
    expect(text).toContain("What is SSE?");
    expect(usage_metadata).toMatchObject({ input_tokens: 3 });
  });

  test("a stream, with its usage", async () => {
    const whole = await model().invoke("What is SSE?");
    let text = "";
    const usages: unknown[] = [];
    for await (const chunk of await model({ streamUsage: true }).stream("What is SSE?")) {
      text += chunk.text;
      if (chunk.usage_metadata) usages.push(chunk.usage_metadata);
    }
    expect(text).toBe(whole.text);
    expect(usages).toMatchObject([{ input_tokens: 3 }]);
  });

  test.each(["invoke", "stream"] as const)("a tool is called, and its result answered: %s", async (way) => {
    const tools = [{ type: "function" as const, function: { name: "add", parameters: numbers } }];
    const bound = model().bindTools(tools);
    const question = new HumanMessage("Add");
    const called =
      way === "invoke" ? await bound.invoke([question]) : await joined(await bound.stream([question]));
    const [call] = called.tool_calls ?? [];
    expect(call).toMatchObject({ name: "add", args: { a: 1, b: 1 } });
    const result = new ToolMessage({ content: "42", tool_call_id: String(call?.id) });
    expect((await bound.invoke([question, called, result])).text).toContain("42");
  });

  test("failures are told", async () => {
    await expect(model({ apiKey: "wrong" }).invoke("x")).rejects.toMatchObject({ status: 401 });
    await expect(model({ model: "none" }).invoke("x")).rejects.toMatchObject({ code: "model_not_found" });
    await expect(model().invoke("/fault rate-limit")).rejects.toMatchObject({ status: 429 });
    const stream = await model().stream("/fault cut");
    const reading = (async () => {
      for await (const _ of stream);
    })();
    await expect(reading).rejects.toThrow();
  });
});
