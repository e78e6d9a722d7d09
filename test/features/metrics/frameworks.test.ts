import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { SSEServerOptions } from "../../../templates/core/src/llmbrick/http/endpoint.ts";
import { applications } from "../../frameworks/applications/index.ts";
import { apps } from "../../frameworks/apps.ts";
import { type Answer, ask, type Changes } from "../../support/http.ts";
import { hello } from "../../support/llmbrick-server.ts";
import { seriesIn, withMetrics } from "./server.ts";

type Ask = (path: string, changes?: Changes) => Promise<Answer>;

const options = (): SSEServerOptions => ({
  config: { port: 0, shutdownGrace: 0, enableTestPage: false, allowedModels: ["gpt-4o"] },
  env: { LLMBRICK_API_KEYS: "key-1" },
  handler: hello,
  log: () => {},
});

const asking =
  (url: string): Ask =>
  (path, { headers, ...changes } = {}) =>
    ask(url, { path, headers: { Authorization: "Bearer key-1", ...headers }, ...changes });

/** Servers with the route, and applications that have it below "/ai". */
const alone = Object.entries(apps).map(([name, make]): [string, string, () => Promise<Ask>] => [
  name,
  "",
  async () => {
    const server = await make(options(), async () => {});
    const url = await server.listen();
    onTestFinished(() => server.close());
    return asking(url);
  },
]);
const mounted = Object.entries(applications).map(([name, start]): [string, string, () => Promise<Ask>] => [
  `an application of ${name}`,
  "/ai",
  async () => {
    const app = await start(options());
    onTestFinished(() => {
      app.server.closeAllConnections();
      return app.close();
    });
    return asking(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`);
  },
]);

const bearer = { method: "GET", body: "", headers: { Authorization: "Bearer token-1" } };

describe.each([...alone, ...mounted])("%s", (_name, at, start) => {
  test("counts both routes, what is refused and why, and tells who bears the token", async () => {
    withMetrics("token-1");
    const askAt = await start();
    await askAt(`${at}/chat/completions`);
    await askAt(`${at}/chat/completions`, { headers: { Authorization: "" } });
    await askAt(`${at}/v1/chat/completions`, {
      body: { model: "gpt-4o", messages: [{ role: "user", content: "Hi" }], stream: true },
    });
    await askAt(`${at}/v1/chat/completions`, {
      body: { model: "none", messages: [{ role: "user", content: "Hi" }] },
    });
    const read = async () => seriesIn((await askAt(`${at}/metrics`, bearer)).text);
    const requests = async () =>
      Object.fromEntries(
        [...(await read())].filter(([name]) => /^llmbrick_sse_requests_total{route="\//.test(name)),
      );
    await expect.poll(requests).toEqual({
      'llmbrick_sse_requests_total{route="/chat/completions",status="2xx",outcome="done"}': 1,
      'llmbrick_sse_requests_total{route="/chat/completions",status="4xx",outcome="rejected"}': 1,
      'llmbrick_sse_requests_total{route="/v1/chat/completions",status="2xx",outcome="done"}': 1,
      'llmbrick_sse_requests_total{route="/v1/chat/completions",status="4xx",outcome="invalid"}': 1,
    });
    const series = await read();
    expect(series.get('llmbrick_sse_refused_total{reason="key"}')).toBe(1);
    expect(series.get('llmbrick_sse_refused_total{reason="rules"}')).toBe(1);
    expect(series.get("llmbrick_sse_events_total")).toBe(4);
    expect(series.get("llmbrick_sse_open_streams")).toBe(0);

    const { status, headers } = await askAt(`${at}/metrics`, bearer);
    expect([status, headers["content-type"]]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
    // The key of the endpoint is not the token.
    expect((await askAt(`${at}/metrics`, { method: "GET", body: "" })).status).toBe(401);
    expect((await askAt(`${at}/metrics`)).status).toBe(405);
  });
});
