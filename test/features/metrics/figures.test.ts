import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../../templates/core/src/llmbrick/config/config.ts";
import { beginExchange, type Exchange } from "../../../templates/core/src/llmbrick/http/exchange.ts";
import type { Outcome } from "../../../templates/core/src/llmbrick/http/observer.ts";
import { Runtime } from "../../../templates/core/src/llmbrick/http/runtime.ts";
import { createLogger } from "../../../templates/core/src/llmbrick/log/log.ts";
import { routesOf } from "../../../templates/core/src/llmbrick/routes/routes.ts";
import type { Handler } from "../../../templates/core/src/llmbrick/types.ts";
import { event } from "../../support/client.ts";
import { ask } from "../../support/http.ts";
import { latch } from "../../support/latch.ts";
import { silent, start } from "../../support/llmbrick-server.ts";
import { post, RawClient } from "../../support/raw-client.ts";
import { seriesIn, withMetrics } from "./server.ts";

const outcomes: Outcome[] = [
  "done",
  "error",
  "invalid",
  "timeout",
  "aborted",
  "stalled",
  "shutdown",
  "rejected",
];

/** A runtime with the routes, and what is told of it. */
function counted() {
  withMetrics();
  const { config } = resolveConfig({ enableTestPage: false }, {});
  const runtime = new Runtime(
    config,
    createLogger(() => {}),
  );
  runtime.add(routesOf(runtime, { env: {}, faults: [] }));
  const exchangeAt = (url: string, about: Partial<Exchange>) =>
    Object.assign(beginExchange({ method: "POST", url, headers: {} }), about);
  const read = async () => {
    const reply = await runtime.routeAt("/metrics")?.handle({ headers: {} } as never, {} as never);
    return String(reply && "body" in reply && reply.body);
  };
  return { runtime, exchangeAt, read };
}

describe("the number of series", () => {
  const most = 200;

  test("stays below the limit where all that can be has been", async () => {
    const { runtime, exchangeAt, read } = counted();
    for (const path of ["/chat/completions", "/v1/chat/completions", "/", "/other", "/metrics"]) {
      for (const outcome of outcomes) {
        for (let status = 0; status <= 1000; status++) {
          runtime.finish(exchangeAt(path, { status }), outcome);
        }
      }
    }
    const series = seriesIn(await read());
    expect(series.size).toBeLessThanOrEqual(most);
    expect([...series.keys()].filter((name) => name.startsWith("llmbrick_sse_requests_total"))).toHaveLength(
      120,
    );
  });

  test("and nothing of what clients send is in one, whatever they send", async () => {
    const { runtime, exchangeAt, read } = counted();
    const word = fc.string({ minLength: 8, maxLength: 20, unit: "grapheme" }).map((text) => `~${text}`);
    const exchanges = fc.record({
      path: fc.oneof(fc.constantFrom("/chat/completions", "/v1/chat/completions", "/healthz"), word),
      method: word,
      model: word,
      sessionId: word,
      requestId: word,
      status: fc.integer(),
      events: fc.nat(),
      bytes: fc.option(fc.nat()),
    });
    const before = (await read()).length;
    await fc.assert(
      fc.asyncProperty(exchanges, fc.constantFrom(...outcomes), async ({ path, ...about }, outcome) => {
        const exchange = exchangeAt(path, about);
        runtime.events(exchange, performance.now());
        runtime.finish(exchange, outcome);
        const text = await read();
        expect(seriesIn(text).size).toBeLessThanOrEqual(most);
        for (const told of [about.method, about.model, about.sessionId, about.requestId])
          expect(text).not.toContain(told);
      }),
      { numRuns: 300 },
    );
    expect((await read()).length).toBeGreaterThan(before);
  });
});

const figuresAt = async (url: string) =>
  seriesIn((await ask(url, { method: "GET", path: "/metrics", body: "" })).text);

test("open answers, places and a shutdown are told as they are now", async () => {
  withMetrics();
  const { url, server } = await start({ handler: silent, config: { maxConcurrentConnections: 7 } });
  const asked = ask(url);
  await expect.poll(() => server.openStreams).toBe(1);
  const now = await figuresAt(url);
  expect(now.get("llmbrick_sse_open_streams")).toBe(1);
  expect(now.get("llmbrick_sse_max_streams")).toBe(7);
  expect(now.get("llmbrick_sse_draining")).toBe(0);
  expect(now.get("process_resident_memory_bytes")).toBeGreaterThan(1e6);
  await server.close(0);
  await asked;
});

test("the first event, the gaps and the whole answer are measured", async () => {
  withMetrics();
  const next = latch();
  const handler: Handler = async function* () {
    yield event({ id: "1" });
    await next.happened;
    yield event({ id: "2", type: "done", progress: "DONE" });
  };
  const { url } = await start({ handler });
  const asked = ask(url);
  const count = async (name: string) => (await figuresAt(url)).get(`llmbrick_sse_${name}_seconds_count`);
  await expect.poll(() => count("time_to_first_event")).toBe(1);
  expect(await count("event_gap")).toBe(0);
  next.set();
  await asked;
  await expect.poll(() => count("duration")).toBe(1);
  expect(await count("event_gap")).toBe(1);
  const series = await figuresAt(url);
  expect(series.get("llmbrick_sse_bytes_total")).toBe((await asked).text.length);
});

test.each([
  ["aborted", {}],
  ["timeout", { requestTimeout: 0.05 }],
] as const)("an answer that ends early is told by its cause: %s", async (cause, config) => {
  withMetrics();
  const { url, port, server } = await start({ handler: silent, config });
  const client = await RawClient.connect(port);
  client.send(post());
  await expect.poll(() => server.openStreams).toBe(1);
  if (cause === "aborted") client.socket.destroy();
  const told = async () => (await figuresAt(url)).get(`llmbrick_sse_aborted_total{cause="${cause}"}`);
  await expect.poll(told).toBe(1);
});

test("an answer that waits for its client is a slow reader, and so is the one that is cut", async () => {
  withMetrics();
  const handler: Handler = async function* () {
    for (let id = 1; ; id++) yield event({ id: String(id), text: "x".repeat(100_000) });
  };
  const { url, port } = await start({ handler, config: { writeTimeout: 0.5 } });
  const client = await RawClient.connect(port);
  client.socket.pause();
  client.send(post());
  await expect.poll(async () => (await figuresAt(url)).get("llmbrick_sse_slow_readers")).toBe(1);
  const stalled = async () => (await figuresAt(url)).get('llmbrick_sse_aborted_total{cause="stalled"}');
  await expect.poll(stalled, { timeout: 10_000 }).toBe(1);
  expect((await figuresAt(url)).get("llmbrick_sse_slow_readers")).toBe(0);
});
