import { onTestFinished } from "vitest";
import { added } from "../../../templates/core/src/llmbrick/routes/added.ts";
import { metricsRoutes } from "../../../templates/features/metrics/+node/src/llmbrick/metrics/routes.ts";
import { openAiRoutes } from "../../../templates/features/openai-api/+node/src/llmbrick/openai/routes.ts";

/** Gives the servers of a test what the layers of both features give those of a project. */
export function withMetrics(token = ""): void {
  added.push(openAiRoutes, metricsRoutes);
  process.env.METRICS_TOKEN = token;
  onTestFinished(() => {
    added.splice(0);
    delete process.env.METRICS_TOKEN;
  });
}

/** The series of Prometheus' text format with their values. */
export function seriesIn(text: string): Map<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(" ");
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}
