import { once } from "node:events";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { event } from "../../support/client.ts";
import type { Changes } from "../../support/http.ts";
import type { StartOptions } from "../../support/llmbrick-server.ts";
import { documentWith, expectAsDescribed } from "../../support/openapi.ts";
import { requestBody, session, startKeeping } from "./server.ts";

const features = ["resume"];
const endpoint = "/chat/completions";

test.each([
  [{}, {}],
  [{ prefix: "/api" }, { LLMBRICK_API_KEYS: "key-1" }],
])("the document is valid OpenAPI 3.1: %j", async (config, env) => {
  const api = documentWith(features, config, env);
  const { valid, errors } = await new Validator().validate({ ...api });
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
});

const open: StartOptions = {
  env: { RESUME_MAX_ANSWERS: "1", RESUME_MAX_EVENTS: "1" },
  async *handler(_request, { signal }) {
    yield event();
    await new Promise(setImmediate);
    yield event();
    if (!signal.aborted) await once(signal, "abort");
  },
};

test.each<[status: number, changes: Changes, options?: StartOptions]>([
  [200, {}],
  [200, { body: { ...requestBody, model: "nope" } }],
  [400, { headers: { "Idempotency-Key": "\u00e9" } }],
  [409, { headers: { "Idempotency-Key": "known" }, body: { ...requestBody, temperature: 1 } }],
  [429, {}, open],
])("a server answers %i to a request as described: %j", async (status, changes, options = {}) => {
  const server = await startKeeping(options);
  const first = await server.open({ "Idempotency-Key": "known" });
  const answer = await server.ask(changes);
  expect(answer.status).toBe(status);
  expectAsDescribed(documentWith(features), endpoint, "post", answer);
  await server.cancel(first.id);
});

test.each<[status: number, method: "get" | "delete", id: string, headers?: Record<string, string>]>([
  [200, "get", ""],
  [204, "get", "", { "Last-Event-ID": "2" }],
  [400, "get", "", { "Last-Event-ID": "x" }],
  [403, "get", "", { Origin: "https://evil.example" }],
  [404, "get", "none"],
  [204, "delete", ""],
  [404, "delete", "none"],
])("it answers %i to %s %s as described", async (status, method, id, headers = {}) => {
  const server = await startKeeping();
  const { headers: said } = await server.ask();
  const path = `${endpoint}/${id || said["x-answer-id"]}`;
  const all = { ...session, ...headers };
  const answer = await server.ask({ method: method.toUpperCase(), path, headers: all, body: "" });
  expect(answer.status).toBe(status);
  if (status !== 204) expectAsDescribed(documentWith(features), `${endpoint}/{id}`, method, answer);
});

test("it answers 410 as described", async () => {
  const server = await startKeeping(open);
  const reader = await server.open();
  await reader.frames(2);
  const answer = await server.rest(reader.id);
  expect(answer.status).toBe(410);
  expectAsDescribed(documentWith(features), `${endpoint}/{id}`, "get", answer);
  await server.cancel(reader.id);
});
