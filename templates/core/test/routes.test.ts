import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { config } from "../src/config.ts";
import { handler } from "../src/handler.ts";
import { SSEServer } from "../src/llmbrick/server.ts";
import { mount } from "../src/routes.ts";

/** Starts the server with its routes on a free port, and closes it after the test. */
async function start(t: TestContext, env: NodeJS.ProcessEnv = {}): Promise<URL> {
  const server = new SSEServer({
    config: { ...config, host: "127.0.0.1", port: 0, enableRequestLogging: false },
    handler,
    env,
  });
  mount(server);
  const url = await server.listen();
  t.after(() => server.close());
  return new URL("models", url);
}

test("GET /models lists the models that requests may name", async (t) => {
  const response = await fetch(await start(t));
  assert.deepEqual(await response.json(), { models: config.allowedModels });
});

test("GET /models needs a key where there are any", async (t) => {
  const url = await start(t, { LLMBRICK_API_KEYS: "key-1" });
  assert.equal((await fetch(url)).status, 401);
  assert.equal((await fetch(url, { headers: { Authorization: "Bearer key-1" } })).status, 200);
});
