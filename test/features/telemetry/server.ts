import { onTestFinished } from "vitest";
import { added } from "../../../templates/core/src/llmbrick/routes/added.ts";
import { metricsRoutes } from "../../../templates/features/metrics/+node/src/llmbrick/metrics/routes.ts";
import { openAiRoutes } from "../../../templates/features/openai-api/+node/src/llmbrick/openai/routes.ts";
import { traceAnswers } from "../../../templates/features/telemetry/+node/src/llmbrick/telemetry/answers.ts";
import { flush } from "../../../templates/features/telemetry/+node/src/llmbrick/telemetry/sdk.ts";
import type { Collector, Span } from "../../support/collector.ts";

/** Gives the servers of a test what the layers of three features give those of a project. */
export function withTelemetry(): void {
  added.push(openAiRoutes, metricsRoutes, (runtime) =>
    traceAnswers(runtime, { service: "my-server", provider: "openai" }),
  );
  onTestFinished(() => void added.splice(0));
}

/** The spans that have arrived at a collector, once all that have ended are delivered. */
export async function delivered(collector: Collector): Promise<Span[]> {
  await flush();
  return collector.spans.splice(0);
}
