import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { SSEServerOptions } from "../../../templates/core/src/llmbrick/http/endpoint.ts";
import { applications } from "../../frameworks/applications/index.ts";
import { apps } from "../../frameworks/apps.ts";
import { type Collector, startCollector } from "../../support/collector.ts";
import { ask } from "../../support/http.ts";
import { hello } from "../../support/llmbrick-server.ts";
import { seriesIn } from "../metrics/server.ts";
import { withTelemetry } from "./server.ts";

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
  process.env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT = `${collector.url}/v1/traces`;
});
afterAll(() => collector.close());

const options = (): SSEServerOptions => ({
  config: { port: 0, shutdownGrace: 0, enableTestPage: false, allowedModels: ["gpt-4o"] },
  env: {},
  handler: hello,
  log: () => {},
});

interface Started {
  url: string;
  close: () => Promise<unknown>;
}

/** Servers, and applications that have the routes below "/ai". */
const alone = Object.entries(apps).map(([name, make]): [string, string, () => Promise<Started>] => [
  name,
  "",
  async () => {
    const server = await make(options(), async () => {});
    return { url: await server.listen(), close: () => server.close() };
  },
]);
const mounted = Object.entries(applications).map(
  ([name, start]): [string, string, () => Promise<Started>] => [
    `an application of ${name}`,
    "/ai",
    async () => {
      const app = await start(options());
      const { port } = app.server.address() as AddressInfo;
      return {
        url: `http://127.0.0.1:${port}`,
        close() {
          app.server.closeAllConnections();
          return app.close();
        },
      };
    },
  ],
);

const traceId = "0af7651916cd43dd8448eb211c80319c";
const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };

describe.each([...alone, ...mounted])("%s", (_name, at, start) => {
  test("traces both routes beside its figures, and delivers at its end", async () => {
    withTelemetry();
    const { url, close } = await start();
    let isClosed = false;
    onTestFinished(async () => void (isClosed || (await close())));
    await ask(url, { path: `${at}/chat/completions`, headers });
    const body = { model: "gpt-4o", messages: [{ role: "user", content: "Hi" }], stream: true };
    await ask(url, { path: `${at}/v1/chat/completions`, headers, body });
    const metrics = async () =>
      seriesIn((await ask(url, { path: `${at}/metrics`, method: "GET", body: "" })).text);
    await expect.poll(async () => (await metrics()).get("llmbrick_sse_duration_seconds_count")).toBe(2);
    await close();
    isClosed = true;
    const spans = collector.spans.splice(0);
    expect(spans.map((span) => [span.name, span.traceId, span.attributes["llmbrick.outcome"]])).toEqual([
      ["chat gpt-4o", traceId, "done"],
      ["chat gpt-4o", traceId, "done"],
    ]);
  });
});
