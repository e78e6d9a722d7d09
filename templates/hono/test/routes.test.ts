import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../src/config.ts";
import { handler } from "../src/handler.ts";
import { SSEServer } from "../src/llmbrick/server.ts";
import { routes } from "../src/routes.ts";

test("GET /models lists the models that requests may name", async (t) => {
  const server = new SSEServer({
    config: { ...config, host: "127.0.0.1", port: 0, enableRequestLogging: false },
    handler,
    env: {},
  });
  server.app.route("/", routes(server.config));
  const url = await server.listen();
  t.after(() => server.close());

  const response = await fetch(new URL("models", url));
  assert.deepEqual(await response.json(), { models: config.allowedModels });
});
