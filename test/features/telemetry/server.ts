import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { added } from "../../../templates/core/src/llmbrick/routes/added.ts";
import type { Handler } from "../../../templates/core/src/llmbrick/types.ts";
import { metricsRoutes } from "../../../templates/features/metrics/+node/src/llmbrick/metrics/routes.ts";
import { openAiRoutes } from "../../../templates/features/openai-api/+node/src/llmbrick/openai/routes.ts";
import { traceAnswers } from "../../../templates/features/telemetry/+node/src/llmbrick/telemetry/answers.ts";
import { flush } from "../../../templates/features/telemetry/+node/src/llmbrick/telemetry/sdk.ts";
import { event } from "../../support/client.ts";
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

/** A provider that tells what it is sent, and a handler that asks it at its start and after an event. */
export async function startProvider() {
  const asked: IncomingHttpHeaders[] = [];
  const server = createServer(({ headers }, response) => {
    asked.push(headers);
    response.end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const handler: Handler = async function* (given) {
    await (await fetch(address, { headers: { "x-session": given.sessionId } })).text();
    yield event({ id: "1", text: "x" });
    await new Promise((resolve) => setImmediate(resolve));
    await (await fetch(address, { headers: { "x-session": given.sessionId } })).text();
    yield event({ id: "2", type: "done", progress: "DONE" });
  };
  return { asked, handler };
}
