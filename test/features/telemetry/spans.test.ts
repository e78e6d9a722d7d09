import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { ModelException } from "../../../templates/core/src/llmbrick/errors.ts";
import type { Handler } from "../../../templates/core/src/llmbrick/types.ts";
import { event, request } from "../../support/client.ts";
import { type Collector, startCollector } from "../../support/collector.ts";
import { ask } from "../../support/http.ts";
import { hello, type StartOptions, silent, start } from "../../support/llmbrick-server.ts";
import { post, RawClient } from "../../support/raw-client.ts";
import { withResume } from "../resume/server.ts";
import { delivered, startProvider, withTelemetry } from "./server.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const parentId = "b7ad6b7169203331";
const traceparent = `00-${traceId}-${parentId}-01`;

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
  process.env.OTEL_EXPORTER_OTLP_HEADERS = "x-tenant=one";
  process.env.OTEL_RESOURCE_ATTRIBUTES = "deployment.environment.name=test";
});
afterAll(() => collector.close());

/** Asks a server that traces, and gives the one span that comes of it. */
async function spanOf(options: StartOptions = {}, changes: Parameters<typeof ask>[1] = {}) {
  withTelemetry();
  const { url, logged } = await start(options);
  const answer = await ask(url, changes);
  await logged({ path: new URL(changes.path ?? url, url).pathname });
  const spans = await delivered(collector);
  expect(spans).toHaveLength(1);
  return { span: spans[0] as (typeof spans)[0], answer };
}

test("a session whose id is as good as a key is named as in the log", async () => {
  withResume();
  const { span } = await spanOf({}, { body: { ...request, sessionId: "as-good-as-a-key" } });
  expect(span.attributes["gen_ai.conversation.id"]).toMatch(/^[\w-]{12}$/);
  expect(JSON.stringify(span)).not.toContain("as-good-as-a-key");
});

const done: Handler = async function* () {
  yield event({ id: "1", text: "secret answer" });
  yield event({
    id: "2",
    type: "done",
    progress: "DONE",
    model: "gpt-4o-2026",
    metadata: { usage: { inputTokens: 7, outputTokens: 11 }, finishReason: "stop" },
  });
};

test("an answer is one span by the conventions, without a word of it", async () => {
  const asked = { ...request, temperature: 0.5, maxTokens: 99, sessionId: "conversation-1" };
  const { span, answer } = await spanOf({ handler: done }, { body: asked });
  expect(span).toMatchObject({
    name: "chat gpt-4o",
    kind: 3,
    parentSpanId: "",
    status: 0,
    schemaUrl: "https://opentelemetry.io/schemas/1.41.0",
    resource: { "service.name": "my-server", "deployment.environment.name": "test" },
  });
  expect(span.attributes).toEqual({
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.request.stream": true,
    "gen_ai.request.temperature": 0.5,
    "gen_ai.request.max_tokens": 99,
    "gen_ai.conversation.id": "conversation-1",
    "gen_ai.response.model": "gpt-4o-2026",
    "gen_ai.response.finish_reasons": ["stop"],
    "gen_ai.response.time_to_first_chunk": expect.any(Number),
    "gen_ai.usage.input_tokens": 7,
    "gen_ai.usage.output_tokens": 11,
    "llmbrick.request_id": answer.headers["x-request-id"],
    "llmbrick.outcome": "done",
  });
  const first = Number(span.attributes["gen_ai.response.time_to_first_chunk"]) * 1000;
  // The clock by which a span begins and ends counts whole milliseconds.
  expect(span.end - span.start).toBeGreaterThan(first - 1);
  expect(Math.abs(Date.now() - span.end)).toBeLessThan(10_000);
  expect(JSON.stringify(span)).not.toMatch(/secret|你好/);
  expect(collector.headers.at(-1)).toMatchObject({
    "x-tenant": "one",
    "content-type": "application/x-protobuf",
  });
});

test("a name of any length is cut between its code points", async () => {
  const { span } = await spanOf({}, { body: { ...request, sessionId: "😀".repeat(201) } });
  expect(span.attributes["gen_ai.conversation.id"]).toBe("😀".repeat(200));
});

test("what a handler does not tell is not told, and is no 0", async () => {
  const { span } = await spanOf();
  expect(Object.keys(span.attributes).filter((name) => /usage|finish|max_tokens|temp/.test(name))).toEqual(
    [],
  );
});

test("OpenAI's route is traced alike", async () => {
  const body = { model: "gpt-4o", messages: [{ role: "user", content: "Hi" }] };
  const { span } = await spanOf({ handler: done }, { path: "/v1/chat/completions", body });
  expect(span).toMatchObject({ name: "chat gpt-4o", attributes: { "gen_ai.usage.output_tokens": 11 } });
});

describe("how it ended", () => {
  const fails = (error: unknown): Handler =>
    // biome-ignore lint/correctness/useYield: it fails before.
    async function* () {
      throw error;
    };
  const model = Object.assign(new ModelException("secret words"), { kind: "rate_limit" });

  test.each<[type: string, outcome: string, options: StartOptions, body?: object]>([
    ["rate_limit", "error", { handler: fails(model) }],
    ["TypeError", "error", { handler: fails(new TypeError("secret words")) }],
    ["_OTHER", "error", { handler: fails("secret words") }],
    ["timeout", "timeout", { handler: silent, config: { requestTimeout: 0.05 } }],
    ["invalid", "invalid", {}, { ...request, model: "nope" }],
  ])("%s", async (type, outcome, options, body = request) => {
    const { span } = await spanOf(options, { body });
    expect(span.attributes).toMatchObject({ "error.type": type, "llmbrick.outcome": outcome });
    expect(span.status).toBe(2);
    expect(span.name).toBe(type === "invalid" ? "chat" : "chat gpt-4o");
    expect(JSON.stringify(span)).not.toContain("secret");
  });

  test("a client that leaves is no error", async () => {
    withTelemetry();
    const { port, server, logged } = await start({ handler: silent });
    const client = await RawClient.connect(port);
    client.send(post());
    await expect.poll(() => server.openStreams).toBe(1);
    client.socket.destroy();
    await logged({ outcome: "aborted" });
    const [span] = await delivered(collector);
    expect(span?.attributes["llmbrick.outcome"]).toBe("aborted");
    expect(span?.attributes).not.toHaveProperty("error.type");
    expect(span?.status).toBe(0);
  });

  test("a request that is refused has no answer, and no span", async () => {
    withTelemetry();
    const { url } = await start();
    expect((await ask(url, { body: "{" })).status).toBe(422);
    expect((await ask(url, { path: "/healthz", method: "GET" })).status).toBe(200);
    expect(await delivered(collector)).toEqual([]);
  });
});

describe("the trace of the caller", () => {
  test("goes on", async () => {
    const headers = { traceparent, tracestate: "vendor=1" };
    const { span } = await spanOf({}, { headers });
    expect(span).toMatchObject({ traceId, parentSpanId: parentId, traceState: "vendor=1" });
  });

  test("of its tracestate, no more goes on to the model than 512 characters", async () => {
    withTelemetry();
    const provider = await startProvider();
    const { url } = await start({ handler: provider.handler });
    const [a, b, c] = ["a", "b", "c"].map((name) => `${name}=${name.repeat(250)}`);
    await ask(url, { headers: { traceparent, tracestate: `${a},${b},${c}` } });
    await delivered(collector);
    expect(provider.asked.map(({ tracestate }) => tracestate)).toEqual([`${a},${b}`, `${a},${b}`]);
  });

  test("one that can't be read begins anew", async () => {
    const { span } = await spanOf({}, { headers: { traceparent: `00-${"0".repeat(32)}-x-01` } });
    expect([span.parentSpanId, /^[\da-f]{32}$/.test(span.traceId)]).toEqual(["", true]);
  });

  test("one that is not recorded is not, and goes on to the model all the same", async () => {
    withTelemetry();
    const provider = await startProvider();
    const { url } = await start({ handler: provider.handler });
    await ask(url, { headers: { traceparent: traceparent.replace(/1$/, "0") } });
    expect(await delivered(collector)).toEqual([]);
    expect(provider.asked.map(({ traceparent: sent }) => sent)).toEqual([
      expect.stringMatching(new RegExp(`^00-${traceId}-[\\da-f]{16}-00$`)),
      expect.stringMatching(new RegExp(`^00-${traceId}-[\\da-f]{16}-00$`)),
    ]);
  });
});

test("each of many answers side by side hands its own trace on, and no baggage", async () => {
  withTelemetry();
  const provider = await startProvider();
  const { url } = await start({ handler: provider.handler });
  const sessions = Array.from({ length: 20 }, (_, index) => `s${index}`);
  await Promise.all(
    sessions.map((sessionId) =>
      ask(url, { body: { ...request, sessionId }, headers: { baggage: "user=alice" } }),
    ),
  );
  const spans = await delivered(collector);
  expect(spans).toHaveLength(sessions.length);
  for (const { traceId: trace, spanId, attributes } of spans) {
    const mine = provider.asked.filter(
      (headers) => headers["x-session"] === attributes["gen_ai.conversation.id"],
    );
    const sent = `00-${trace}-${spanId}-01`;
    expect(mine.map((headers) => headers.traceparent)).toEqual([sent, sent]);
  }
  expect(provider.asked.filter(({ baggage }) => baggage)).toEqual([]);
  const outside = await fetch(url, { method: "GET" });
  expect(outside.status).toBe(405);
});

describe("content", () => {
  const wanted = (value: string) => {
    process.env.OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT = value;
    onTestFinished(() => void delete process.env.OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT);
  };

  test("is told where the variable says so", async () => {
    wanted("true");
    const handler: Handler = async function* () {
      yield event({ id: "1", type: "reasoning", text: "Hm" });
      yield event({ id: "2", text: "Hel" });
      yield event({ id: "3", text: "lo" });
      yield event({ id: "4", type: "tool_call", metadata: { id: "c", name: "add", arguments: { a: 1 } } });
      yield event({ id: "5", type: "done", progress: "DONE", metadata: { finishReason: "tool_calls" } });
    };
    const { span } = await spanOf({ handler });
    const read = (name: string) => JSON.parse(String(span.attributes[`gen_ai.${name}.messages`]));
    expect(read("input")).toEqual([{ role: "user", parts: [{ type: "text", content: "你好" }] }]);
    expect(read("output")).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "reasoning", content: "Hm" },
          { type: "text", content: "Hello" },
          { type: "tool_call", id: "c", name: "add", arguments: { a: 1 } },
        ],
        finish_reason: "tool_calls",
      },
    ]);
  });

  test("of an answer without an end, no more than a part is kept", async () => {
    wanted("span_only");
    const handler: Handler = async function* () {
      for (let id = 1; id <= 300; id++) yield event({ id: String(id), text: "x".repeat(1000) });
    };
    const { span } = await spanOf({ handler });
    const text = String(span.attributes["gen_ai.output.messages"]);
    expect(text.length).toBeGreaterThan(100_000);
    expect(text.length).toBeLessThan(101_000);
  });

  test.each(["false", "", "no_content", "event_only"])("is not where it says %j", async (value) => {
    wanted(value);
    const { span } = await spanOf({ handler: hello });
    expect(Object.keys(span.attributes).filter((name) => name.endsWith("messages"))).toEqual([]);
  });
});
