import { describe, expect, test } from "vitest";
import type { ConversationEvent, Handler } from "../../../templates/core/src/llmbrick/types.ts";
import { event } from "../../support/client.ts";
import { latch } from "../../support/latch.ts";
import { RawClient } from "../../support/raw-client.ts";
import { body, framesIn, startOpenAi } from "./server.ts";

const says = (...events: Partial<ConversationEvent>[]): Handler =>
  async function* () {
    for (const each of events) yield event(each);
  };
const usage = { inputTokens: 3, outputTokens: 4 };
const done = (metadata: object = {}) => ({
  type: "done",
  progress: "DONE" as const,
  metadata: { ...metadata },
});

describe("a stream", () => {
  test("tells the role once, in its first chunk", async () => {
    const { chunks } = await (
      await startOpenAi({ handler: says({ text: "a" }, { text: "b" }, done()) })
    ).stream();
    expect(chunks.map(({ choices }) => choices[0]?.delta)).toEqual([
      { role: "assistant", content: "a" },
      { content: "b" },
      {},
    ]);
  });

  test("has one id and one time, and the last of its chunks alone says how it ended", async () => {
    const { chunks, isDone, headers } = await (await startOpenAi()).stream();
    expect(
      new Set(chunks.map(({ id, created, object, model }) => `${id} ${created} ${object} ${model}`)).size,
    ).toBe(1);
    expect(chunks[0]).toMatchObject({ object: "chat.completion.chunk", model: "gpt-4o" });
    expect(chunks[0]?.id).toMatch(/^chatcmpl-/);
    expect(Math.abs(Number(chunks[0]?.created) - Date.now() / 1000)).toBeLessThan(60);
    expect(chunks.map(({ choices }) => choices[0]?.finish_reason)).toEqual([null, "stop"]);
    expect(isDone).toBe(true);
    expect(headers["content-type"]).toBe("text/event-stream; charset=utf-8");
  });

  test("tells the usage in a chunk without choices, where it is asked for and known", async () => {
    const server = await startOpenAi({ handler: says({ text: "a" }, done({ usage })) });
    const asked = await server.stream({ stream_options: { include_usage: true } });
    const told = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
    expect(asked.chunks.map((chunk) => chunk.usage)).toEqual([null, null, told]);
    expect(asked.chunks.at(-1)?.choices).toEqual([]);
    const others = await server.stream({ stream_options: null });
    expect(others.chunks.every((chunk) => !("usage" in chunk) && chunk.choices.length === 1)).toBe(true);
  });

  test.each([[null], [{ inputTokens: null, outputTokens: 4 }], [undefined]])(
    "tells no usage that is not known: %j",
    async (told) => {
      const server = await startOpenAi({ handler: says({ text: "a" }, done({ usage: told })) });
      const { chunks } = await server.stream({ stream_options: { include_usage: true } });
      expect(chunks.map((chunk) => chunk.usage)).toEqual([null, null]);
    },
  );

  test.each([
    ["text", (piece: object) => (piece as { content?: string }).content],
    ["reasoning", (piece: object) => (piece as { reasoning?: string }).reasoning],
  ] as const)("has no line over 32 KiB, and cuts no character of %s", async (type, read) => {
    for (const text of [
      "🌏".repeat(20_000),
      `a${"🌏".repeat(20_000)}`,
      "\u0001".repeat(40_000),
      "\u2028".repeat(9_000),
    ]) {
      const server = await startOpenAi({ handler: says({ type, text }) });
      const { chunks, lines } = await server.stream();
      expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThan(32_768);
      const pieces = chunks.flatMap(({ choices }) => read(choices[0]?.delta ?? {}) ?? []);
      expect(pieces.join("")).toBe(text);
      expect(pieces.every((piece) => !/\p{Surrogate}/u.test(piece))).toBe(true);
      await server.running.server.close();
    }
  });

  test("tells what a model thinks by both names", async () => {
    const server = await startOpenAi({ handler: says({ type: "reasoning", text: "hm" }) });
    const { chunks } = await server.stream();
    expect(chunks[0]?.choices[0]?.delta).toMatchObject({ reasoning_content: "hm", reasoning: "hm" });
  });

  test("tells tool calls by their index, long arguments in parts", async () => {
    const long = "🌏".repeat(9_000);
    const call = (id: string, text: string) => ({
      type: "tool_call",
      metadata: { id, name: "find", arguments: { text } },
    });
    const server = await startOpenAi({
      handler: says(call("1", "a"), call("2", long), done({ finishReason: "stop" })),
    });
    const { chunks, lines } = await server.stream();
    const calls = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
    expect(calls.slice(0, 2)).toMatchObject([
      { index: 0, id: "1", type: "function", function: { name: "find", arguments: '{"text":"a"}' } },
      { index: 1, id: "2", type: "function", function: { name: "find" } },
    ]);
    const second = calls.filter(({ index }) => index === 1);
    expect(second.slice(1).every((part) => !("id" in part) && !("name" in part.function))).toBe(true);
    expect(JSON.parse(second.map((part) => part.function.arguments).join(""))).toEqual({ text: long });
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThan(32_768);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("tool_calls");
  });

  test("keeps alive by a delta of nothing, before the first event too, and never by a comment", async () => {
    const { running } = await startOpenAi({
      config: { heartbeatInterval: 0.05, requestTimeout: 20 },
      async *handler(_request, { signal }) {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
    });
    const client = await RawClient.connect(running.port);
    const json = JSON.stringify(body({ stream: true }));
    client.send(
      `POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${json.length}\r\n\r\n${json}`,
    );
    await client.until('"delta":{"role":"assistant","content":""}');
    await client.until('"delta":{"content":""}');
    expect(client.text).toContain("200 OK");
    expect(client.text).not.toMatch(/^:/m);
  });

  test("that fails late says so in a last chunk, which is no success to who does not look, and ends", async () => {
    const { chunks, isDone, status } = await (
      await startOpenAi({
        config: { debugMode: false },
        async *handler() {
          yield event({ text: "a" });
          throw new Error("secret");
        },
      })
    ).stream();
    expect([status, isDone]).toEqual([200, true]);
    expect(chunks.at(-1)).toMatchObject({
      error: { message: "Handler exception occurred", type: "server_error", param: null, code: null },
      choices: [{ index: 0, delta: {}, finish_reason: "length" }],
    });
  });

  test("has nothing in it that some client takes for the end of a line", async () => {
    const text = "\u0085\u2028\u2029\r\n\ud800";
    const { text: wire, chunks } = await (await startOpenAi({ handler: says({ text }) })).stream();
    expect(wire).not.toMatch(/[\u0085\u2028\u2029\r]/);
    expect(chunks[0]?.choices[0]?.delta.content).toBe(text);
  });
});

describe("an answer in one piece", () => {
  test("is one object, with the usage", async () => {
    const events = [
      { type: "reasoning", text: "hm" },
      { text: "a" },
      { type: "meta", text: "no" },
      { text: "b" },
    ];
    const server = await startOpenAi({ handler: says(...events, done({ usage, finishReason: "length" })) });
    const { completion, headers } = await server.complete();
    expect(headers["content-type"]).toBe("application/json");
    expect(completion).toEqual({
      id: expect.stringMatching(/^chatcmpl-/),
      object: "chat.completion",
      created: expect.any(Number),
      model: "gpt-4o",
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: "ab",
            refusal: null,
            reasoning_content: "hm",
            reasoning: "hm",
          },
          logprobs: null,
          finish_reason: "length",
        },
      ],
      usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
    });
  });

  test("has null in place of its text where there are tool calls alone, and no usage that is not known", async () => {
    const long = { text: "x".repeat(9_000) };
    const call = { type: "tool_call", metadata: { id: "1", name: "find", arguments: long } };
    const { completion } = await (await startOpenAi({ handler: says(call) })).complete({ stream: null });
    const [{ message, finish_reason }] = completion.choices;
    expect([message.content, finish_reason]).toEqual([null, "tool_calls"]);
    expect(message.tool_calls).toEqual([
      { id: "1", type: "function", function: { name: "find", arguments: JSON.stringify(long) } },
    ]);
    expect(completion).not.toHaveProperty("usage");
  });

  test("waits for a slow handler in silence", async () => {
    const server = await startOpenAi({
      config: { heartbeatInterval: 0.01 },
      async *handler() {
        yield event({ text: "a" });
        await new Promise((resolve) => setTimeout(resolve, 100));
        yield event({ text: "b" });
      },
    });
    expect((await server.complete()).completion.choices[0].message.content).toBe("ab");
  });
});

test.each([true, false])("a client that leaves stops its handler at once, streamed: %s", async (stream) => {
  const begun = latch<AbortSignal>();
  const { running } = await startOpenAi({
    async *handler(_request, { signal }) {
      begun.set(signal);
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    },
  });
  const leaving = new AbortController();
  const answer = fetch(new URL("/v1/chat/completions", running.url), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body({ stream })),
    signal: leaving.signal,
  });
  const signal = await begun.happened;
  const left = performance.now();
  leaving.abort();
  await expect(answer).rejects.toThrow();
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  // 100 ms where nothing else runs; no timer of the server's is as short as this.
  expect(performance.now() - left).toBeLessThan(2_000);
  expect(signal.reason).toMatchObject({ cause: "aborted" });
  expect(await running.logged({ path: "/v1/chat/completions" })).toMatchObject({ outcome: "aborted" });
  expect(running.server.openStreams).toBe(0);
});

test("frames are read as they are sent", () => {
  expect(framesIn("data: {}\n\ndata: [DONE]\n\n")).toMatchObject({ chunks: [{}], isDone: true });
});
