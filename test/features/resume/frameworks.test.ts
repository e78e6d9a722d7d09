import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { SSEServerOptions } from "../../../templates/core/src/llmbrick/http/endpoint.ts";
import { applications } from "../../frameworks/applications/index.ts";
import { apps } from "../../frameworks/apps.ts";
import { ask } from "../../support/http.ts";
import { hello } from "../../support/llmbrick-server.ts";
import { framesIn, session, withResume } from "./server.ts";

const options = (prefix = ""): SSEServerOptions => ({
  config: { port: 0, prefix, shutdownGrace: 0, enableTestPage: false },
  env: {},
  handler: hello,
  log: () => {},
});

type Start = () => Promise<string>;

const alone = Object.entries(apps).map(([name, make]): [string, Start] => [
  name,
  async () => {
    withResume();
    const server = await make(options("/ai"), async () => {});
    onTestFinished(() => server.close());
    return server.listen();
  },
]);
const mounted = Object.entries(applications).map(([name, start]): [string, Start] => [
  `an application of ${name}`,
  async () => {
    withResume();
    const app = await start(options());
    onTestFinished(() => {
      app.server.closeAllConnections();
      return app.close();
    });
    return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  },
]);

describe.each([...alone, ...mounted])("%s", (_name, start) => {
  test("keeps its answers: gives them again, refuses them to others, and ends them", async () => {
    const url = await start();
    const { headers, text } = await ask(url, { path: "/ai/chat/completions" });
    const path = String(headers["content-location"]);
    expect(path).toBe(`/ai/chat/completions/${headers["x-answer-id"]}`);
    expect((await ask(url, { method: "GET", path, headers: session })).text).toBe(text);
    const rest = await ask(url, { method: "GET", path: `${path}?after=1`, headers: session });
    expect(framesIn(rest.text)).toEqual(framesIn(text).slice(1));
    expect((await ask(url, { method: "GET", path })).status).toBe(404);
    expect((await ask(url, { method: "HEAD", path, headers: session })).status).toBe(200);
    expect((await ask(url, { method: "DELETE", path, headers: session })).status).toBe(204);
    expect((await ask(url, { method: "PUT", path, headers: session })).headers.allow).toBe(
      "GET, HEAD, DELETE",
    );
    expect((await ask(url, { path: "/ai/chat/completions/" })).status).toBe(307);
  });
});
