import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished } from "vitest";
import type { Options } from "../../../src/options/table.ts";
import { startCollector } from "../../support/collector.ts";
import { ask } from "../../support/http.ts";
import { type ServerProcess, startServer } from "../../support/server-process.ts";
import { seriesIn } from "../metrics/server.ts";

/** How a project's server is started. */
export interface Project {
  folder: string;
  command: string;
  args: string[];
}

/** What those projects have. */
export const choices: Partial<Options> = {
  handler: "openai",
  models: ["gpt-4o"],
  features: ["openai-api", "metrics", "telemetry"],
};

const chunks = [
  { choices: [{ delta: { role: "assistant", content: "secret answer" } }] },
  { choices: [{ delta: {}, finish_reason: "stop" }] },
  { choices: [], usage: { prompt_tokens: 7, completion_tokens: 11, total_tokens: 18 } },
];
const answer = [
  ...chunks.map((chunk) => JSON.stringify({ object: "chat.completion.chunk", ...chunk })),
  "[DONE]",
]
  .map((data) => `data: ${data}\n\n`)
  .join("");

/** A provider that answers, and keeps what headers it was sent. */
async function startProvider() {
  const asked: IncomingHttpHeaders[] = [];
  const server = createServer(({ headers }, response) => {
    asked.push(headers);
    response.writeHead(200, { "Content-Type": "text/event-stream" }).end(answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` };
}

const run = ({ folder, command, args }: Project, env: Record<string, string>): ServerProcess =>
  startServer(command, args, {
    cwd: folder,
    env: { LLMBRICK_PORT: "0", OPENAI_API_KEY: "key-12345678", ...env },
  });

const request = {
  model: "gpt-4o",
  messages: [{ role: "user", content: "secret question" }],
  sessionId: "s-1",
};
const traceId = "0af7651916cd43dd8448eb211c80319c";
const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, baggage: "user=alice" };

/** Expects a real server to trace its answers, from the caller to the model, and to deliver the spans at its end. */
export async function expectTraces(project: Project): Promise<void> {
  const collector = await startCollector();
  onTestFinished(() => collector.close());
  const provider = await startProvider();
  const server = run(project, {
    OPENAI_BASE_URL: provider.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: "60000",
  });
  const url = await server.nextAddress();
  expect((await ask(`${url}chat/completions`, { body: request, headers })).text).toContain("secret answer");
  const { sessionId: _, ...body } = request;
  await ask(`${url}v1/chat/completions`, { body: { ...body, stream: true }, headers });
  const figures = async () =>
    seriesIn((await ask(`${url}metrics`, { path: "/metrics", method: "GET", body: "" })).text);
  await expect.poll(async () => (await figures()).get("llmbrick_sse_duration_seconds_count")).toBe(2);
  expect(collector.spans).toEqual([]);
  await server.stop("SIGTERM");

  expect(collector.spans).toHaveLength(2);
  for (const span of collector.spans) {
    expect(span).toMatchObject({ name: "chat gpt-4o", traceId, parentSpanId: "b7ad6b7169203331", status: 0 });
    expect(span.resource["service.name"]).toBe("my-server");
    expect(span.attributes).toMatchObject({
      "gen_ai.provider.name": "openai",
      "gen_ai.usage.input_tokens": 7,
      "gen_ai.usage.output_tokens": 11,
      "gen_ai.response.finish_reasons": ["stop"],
      "llmbrick.outcome": "done",
    });
    expect(JSON.stringify(span)).not.toMatch(/secret|alice|key-1/);
  }
  const sent = collector.spans.map(({ spanId }) => `00-${traceId}-${spanId}-01`);
  expect(provider.asked.map(({ traceparent }) => traceparent)).toEqual(sent);
  expect(provider.asked.map(({ baggage }) => baggage)).toEqual([undefined, undefined]);
}

/** Expects a server whose collector takes what comes and never answers to answer as ever, and to end soon. */
export async function expectToBearSilence(project: Project): Promise<void> {
  const collector = await startCollector({ answer: false });
  onTestFinished(() => collector.close());
  const provider = await startProvider();
  const server = run(project, {
    OPENAI_BASE_URL: provider.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: "20",
  });
  const url = await server.nextAddress();
  for (let count = 0; count < 5; count++)
    expect((await ask(`${url}chat/completions`, { body: request })).text).toContain("secret answer");
  await expect.poll(() => collector.headers.length).toBeGreaterThan(0);
  const began = performance.now();
  await server.stop("SIGTERM");
  // Two of them are for the collector.
  expect(performance.now() - began).toBeLessThan(6_000);
}

/** Expects a server that has no collector to say so once, and to answer. */
export async function expectToMissCollector(project: Project): Promise<void> {
  const provider = await startProvider();
  const server = run(project, { OPENAI_BASE_URL: provider.url, OTEL_EXPORTER_OTLP_ENDPOINT: "" });
  await server.nextMatch(/No traces are sent: set OTEL_EXPORTER_OTLP_ENDPOINT/);
  const url = await server.nextAddress();
  expect((await ask(`${url}chat/completions`, { body: request, headers })).text).toContain("secret answer");
  expect(provider.asked[0]?.traceparent).toBeUndefined();
}
