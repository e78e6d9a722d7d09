import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { ModelException } from "../../../templates/core/src/llmbrick/errors.ts";
import { event } from "../../support/client.ts";
import type { Changes } from "../../support/http.ts";
import type { StartOptions } from "../../support/llmbrick-server.ts";
import { documentWith, expectAsDescribed, expectToMeet } from "../../support/openapi.ts";
import { body, framesIn, startOpenAi } from "./server.ts";

const chat = "/v1/chat/completions";
const features = ["openai-api"];

test.each([
  [{}, {}],
  [{ prefix: "/api", allowedModels: ['"}\n', "模型"] }, { LLMBRICK_API_KEYS: "key-1" }],
])("the document is valid OpenAPI 3.1, and has both routes: %j", async (config, env) => {
  const api = documentWith(features, config, env);
  const { valid, errors } = await new Validator().validate({ ...api });
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
  const prefix = "prefix" in config ? config.prefix : "";
  const paths = ["/chat/completions", chat, "/v1/models", "/v1/models/{id}"].map((path) => prefix + path);
  expect(Object.keys(api.paths)).toEqual(["/healthz", "/readyz", ...paths]);
  const needsKey = "LLMBRICK_API_KEYS" in env;
  expect("401" in (api.paths[`${prefix}/v1/models`]?.get?.responses ?? {})).toBe(needsKey);
  const example = api.paths[prefix + chat]?.post?.requestBody?.content["application/json"]?.example;
  expectToMeet(api, ["components", "schemas", "OpenAIRequest"], example);
});

const fails = (kind: string): StartOptions => ({
  // biome-ignore lint/correctness/useYield: it fails before.
  async *handler() {
    throw new ModelException("No", { kind, retryable: false, retryAfter: null });
  },
});
const keyed: StartOptions = { env: { LLMBRICK_API_KEYS: "key-1" } };

test.each<[status: number, changes: Changes, options?: StartOptions]>([
  [200, {}],
  [200, { body: body({ stream: true, stream_options: { include_usage: true } }) }],
  [400, { body: body({ n: 2 }) }],
  [401, {}, keyed],
  [403, { headers: { Origin: "https://evil.example" } }],
  [404, { body: body({ model: "nope" }) }],
  [405, { method: "GET" }],
  [413, { body: "x".repeat(201) }, { config: { maxBodyBytes: 200 } }],
  [415, { headers: { "Content-Type": "text/plain" } }],
  [429, {}, fails("rate_limit")],
  [500, {}, fails("auth")],
  [502, {}, fails("unavailable")],
  [503, {}, fails("overloaded")],
  [504, {}, fails("timeout")],
])("a server answers %i as described, to %j", async (status, changes, options = {}) => {
  const server = await startOpenAi(options);
  const api = documentWith(features, options.config, options.env as Record<string, string>);
  const answer = await server.ask(changes);
  expect(answer.status).toBe(status);
  expectAsDescribed(api, chat, "post", answer);
});

test("each chunk is as described: text, reasoning, calls of tools, usage and an error", async () => {
  const server = await startOpenAi({
    async *handler({ clientId }) {
      yield event({ type: "reasoning", text: "Hm" });
      yield event({ type: "text", text: "Hello" });
      yield event({ type: "tool_call", metadata: { id: "1", name: "add", arguments: { a: 1 } } });
      if (clientId === "late") throw new ModelException("Cut", { kind: "truncated" });
      yield event({
        type: "done",
        progress: "DONE",
        metadata: { usage: { inputTokens: 1, outputTokens: 2 } },
      });
    },
  });
  const api = documentWith(features);
  for (const user of ["me", "late"]) {
    const { text } = await server.ask({
      body: body({ stream: true, stream_options: { include_usage: true }, user }),
    });
    const { chunks } = framesIn(text);
    expect(chunks.length).toBeGreaterThan(3);
    for (const chunk of chunks) expectToMeet(api, ["components", "schemas", "OpenAIChunk"], chunk);
  }
});

test("the models are as described", async () => {
  const server = await startOpenAi();
  const api = documentWith(features);
  expectAsDescribed(api, "/v1/models", "get", await server.ask({ method: "GET", path: "/v1/models" }));
  for (const name of ["gpt-4o", "nope"]) {
    const answer = await server.ask({ method: "GET", path: `/v1/models/${name}` });
    expectAsDescribed(api, "/v1/models/{id}", "get", answer);
  }
});
