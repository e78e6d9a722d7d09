import { context, trace } from "@opentelemetry/api";
import { expect, onTestFinished, test } from "vitest";
import { ask } from "../../support/http.ts";
import { start } from "../../support/llmbrick-server.ts";
import { withTelemetry } from "./server.ts";

test.each([
  ["OTEL_SDK_DISABLED", "true"],
  ["OTEL_TRACES_EXPORTER", "none"],
])("with %s=%s there is nothing of it at work", async (name, value) => {
  process.env[name] = value;
  onTestFinished(() => void delete process.env[name]);
  withTelemetry();
  const recorded: boolean[] = [];
  const { url } = await start({
    async *handler() {
      recorded.push(trace.getSpan(context.active()) !== undefined);
      yield { id: "1", type: "done", progress: "DONE" };
    },
  });
  await ask(url, { headers: { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` } });
  expect(recorded).toEqual([false]);
  expect(trace.getTracer("any").startSpan("any").isRecording()).toBe(false);
});
