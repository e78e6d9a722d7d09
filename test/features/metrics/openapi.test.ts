import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { ask } from "../../support/http.ts";
import { start } from "../../support/llmbrick-server.ts";
import { documentWith, expectAsDescribed } from "../../support/openapi.ts";
import { withMetrics } from "./server.ts";

const token = { metricsToken: { type: "http", scheme: "bearer" } };
const apiKey = { apiKey: { type: "http", scheme: "bearer" } };

test.each([
  [{}, token],
  [{ LLMBRICK_API_KEYS: "key-1" }, { ...apiKey, ...token }],
])("the document has the route, which asks for its own token alone: %j", async (env, schemes) => {
  const api = documentWith(["metrics"], { prefix: "/api" }, env);
  const { valid, errors } = await new Validator().validate({ ...api });
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
  const { security, responses } = api.paths["/metrics"]?.get ?? {};
  expect(security).toEqual([{}, { metricsToken: [] }]);
  expect(Object.keys(responses ?? {})).toEqual(["200", "401", "403"]);
  expect(api.components.securitySchemes).toEqual(schemes);
});

test.each([
  [200, "Bearer token-1", {}],
  [401, "Bearer token-2", {}],
  [403, "Bearer token-1", { Host: "evil.example" }],
])("a server answers %i as described", async (status, Authorization, others) => {
  withMetrics("token-1");
  const { url } = await start();
  const headers = { Authorization, ...others };
  const answer = await ask(url, { method: "GET", path: "/metrics", body: "", headers });
  expect(answer.status).toBe(status);
  expectAsDescribed(documentWith(["metrics"]), "/metrics", "get", answer);
});
