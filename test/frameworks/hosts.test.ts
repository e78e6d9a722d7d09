import { expect, onTestFinished, test } from "vitest";
import { ask } from "../support/http.ts";
import { apps } from "./apps.ts";

test.each(Object.entries(apps))(
  "%s: a Host that is spelled oddly gets an answer of ours",
  async (name, make) => {
    const host = "1.2.3.0X5";
    const config = { port: 0, enableTestPage: false, shutdownGrace: 0, allowedHosts: [host] };
    const server = await make({ config, env: {}, log: () => {} }, async () => {});
    const address = await server.listen();
    onTestFinished(() => server.close());
    const answer = await ask(`${address}readyz`, { method: "GET", path: "/readyz", headers: { Host: host } });
    // Hono makes a URL of it, in which it is another one.
    const expected =
      name === "hono"
        ? { status: 400, text: '{"detail":"Bad Request"}' }
        : { status: 200, text: '{"status":"ready"}' };
    expect(answer).toMatchObject(expected);
    expect(answer.headers["x-request-id"]).toBeDefined();
  },
);
