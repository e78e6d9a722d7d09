import { expect, onTestFinished, test } from "vitest";
import { startCollector } from "../../support/collector.ts";
import { ask } from "../../support/http.ts";
import { start } from "../../support/llmbrick-server.ts";
import { delivered, startProvider, withTelemetry } from "./server.ts";

test("with OTEL_PROPAGATORS=none a trace neither comes in with a request nor goes on to the model", async () => {
  const collector = await startCollector();
  onTestFinished(() => collector.close());
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
  process.env.OTEL_PROPAGATORS = "none";
  withTelemetry();
  const provider = await startProvider();
  const { url } = await start({ handler: provider.handler });
  const traceId = "a".repeat(32);
  // A caller that says it is not to be recorded.
  await ask(url, { headers: { traceparent: `00-${traceId}-${"b".repeat(16)}-00`, tracestate: "vendor=1" } });
  const [span] = await delivered(collector);
  expect(span).toMatchObject({ name: "chat gpt-4o", parentSpanId: "", traceState: "" });
  expect(span?.traceId).not.toBe(traceId);
  expect(provider.asked.map(({ traceparent, tracestate }) => [traceparent, tracestate])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ]);
});
