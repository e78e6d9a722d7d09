import { afterAll, beforeAll, expect, test } from "vitest";
import { flush } from "../../../templates/features/telemetry/+node/src/llmbrick/telemetry/sdk.ts";
import { type Collector, startCollector } from "../../support/collector.ts";
import { ask } from "../../support/http.ts";
import { type LogLine, start } from "../../support/llmbrick-server.ts";
import { withTelemetry } from "./server.ts";

/** Takes what comes, and never answers. */
let collector: Collector;
beforeAll(async () => {
  collector = await startCollector({ answer: false });
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
  process.env.OTEL_EXPORTER_OTLP_TIMEOUT = "3000";
  process.env.OTEL_BSP_SCHEDULE_DELAY = "20";
  process.env.OTEL_BSP_MAX_QUEUE_SIZE = "8";
  process.env.OTEL_BSP_MAX_EXPORT_BATCH_SIZE = "1";
});
afterAll(() => collector.close());

test("a collector that takes nothing slows no answer, floods no log, and holds up no end", async () => {
  withTelemetry();
  const { url, server, log } = await start();
  for (let count = 0; count < 30; count++) {
    const began = performance.now();
    expect((await ask(url)).text).toContain("Hello");
    expect(performance.now() - began).toBeLessThan(1_000);
  }
  await expect.poll(() => collector.headers.length).toBeGreaterThan(0);
  const began = performance.now();
  server.app.closeAllConnections();
  await server.close();
  expect(performance.now() - began).toBeLessThan(2_900);

  await flush();
  const told = (lines: LogLine[]) => lines.filter(({ level }) => level !== "info");
  await expect.poll(() => told(log).length, { timeout: 10_000 }).toBeGreaterThan(0);
  await flush();
  expect(told(log).length).toBeLessThanOrEqual(5);
  for (const { level, message } of told(log)) {
    expect([level, message]).toEqual(["warn", "OpenTelemetry has trouble, answers do not"]);
  }
}, 60_000);
