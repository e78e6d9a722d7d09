import { describe, expect, test } from "vitest";
import { ModelException } from "../../../templates/core/src/llmbrick/errors.ts";
import type { Handler } from "../../../templates/core/src/llmbrick/types.ts";
import { event } from "../../support/client.ts";
import { body, startOpenAi } from "./server.ts";

const throws = (error: unknown): Handler =>
  async function* () {
    if (error) throw error;
    yield event();
  };

describe("a refusal is in OpenAI's form", () => {
  const invalid = "invalid_request_error";
  const get = { method: "GET" };

  test.each<[string, object, number, object]>([
    ["method", { method: "PUT" }, 405, { message: "Method Not Allowed", type: invalid }],
    [
      "type",
      { headers: { "Content-Type": "text/plain" } },
      415,
      { message: "Content-Type must be application/json" },
    ],
    [
      "coding",
      { headers: { "Content-Encoding": "gzip" } },
      415,
      { message: "Content-Encoding is not supported" },
    ],
    ["size", { body: "x".repeat(3_000) }, 413, { message: "Request body too large", type: invalid }],
    ["no body", { body: "" }, 400, { message: "The body must be a JSON object", type: invalid }],
    ["no JSON", { body: "{" }, 400, { message: "JSON decode error at character 1", type: invalid }],
    ["no object", { body: "[]" }, 400, { message: "The body must be a JSON object" }],
    ["depth", { body: "[".repeat(70) }, 400, { message: "There was an error parsing the body" }],
    ["origin", { headers: { Origin: "https://evil.example" } }, 403, { message: "Origin not allowed" }],
    ["host", { headers: { Host: "evil.example" } }, 403, { message: "Host not allowed" }],
    [
      "model",
      { body: body({ model: "no/such" }) },
      404,
      {
        message: 'The model "no/such" does not exist here. Allowed: gpt-4o, a/b:c',
        param: "model",
        code: "model_not_found",
      },
    ],
    [
      "model of its own",
      { path: "/v1/models/no/such", ...get },
      404,
      { param: "model", code: "model_not_found" },
    ],
  ])("%s", async (_name, changes, status, error) => {
    const server = await startOpenAi({ config: { allowedModels: ["gpt-4o", "a/b:c"], maxBodyBytes: 2_000 } });
    const refused = await server.refusal(changes);
    expect(refused.status).toBe(status);
    expect(Object.keys(refused.error)).toEqual(["message", "type", "param", "code"]);
    expect(refused.error).toMatchObject({ type: invalid, param: null, code: null, ...error });
    expect(refused.headers["content-type"]).toBe("application/json");
    expect(refused.headers["x-request-id"]).toBeDefined();
  });

  test("without a key, on each route", async () => {
    const server = await startOpenAi({ env: { LLMBRICK_API_KEYS: "key-1" } });
    for (const changes of [{}, { path: "/v1/models", ...get }, { path: "/v1/models/gpt-4o", ...get }]) {
      const { status, error, headers } = await server.refusal(changes);
      expect([status, error.code, headers["www-authenticate"]]).toEqual([401, "invalid_api_key", "Bearer"]);
      const { status: open } = await server.ask({ ...changes, headers: { Authorization: "Bearer key-1" } });
      expect(open).toBe(200);
    }
  });

  test("where all places are taken, and says that to try again may help", async () => {
    const slots = { areTaken: () => true, take: () => false, release() {} };
    const { status, error, headers } = await (await startOpenAi({ slots })).refusal({});
    expect([status, error.message, error.type]).toEqual([
      503,
      "Too many concurrent connections",
      "server_error",
    ]);
    expect([headers["retry-after"], headers["x-should-retry"]]).toEqual(["1", "true"]);
  });
});

describe("what a handler throws before anything is sent has a status", () => {
  const model = (kind: string, details: object = {}) => new ModelException("It failed", { kind, ...details });
  test.each<[unknown, number, string | null, string, object]>([
    [
      model("rate_limit", { retryable: true, retryAfter: 20 }),
      429,
      "rate_limit_exceeded",
      "It failed",
      { "retry-after": "20", "x-should-retry": "true" },
    ],
    [
      model("rate_limit", { retryable: false }),
      429,
      "rate_limit_exceeded",
      "It failed",
      { "retry-after": "1", "x-should-retry": "false" },
    ],
    [model("overloaded", { retryable: true }), 503, "overloaded", "It failed", { "x-should-retry": "true" }],
    [model("context_length"), 400, "context_length_exceeded", "It failed", { "x-should-retry": undefined }],
    [model("content_filter"), 400, "content_filter", "It failed", {}],
    [model("bad_request"), 400, "bad_request", "It failed", {}],
    [model("auth"), 500, "auth", "It failed", { "x-should-retry": "false" }],
    [model("truncated", { retryable: true }), 502, "truncated", "It failed", { "x-should-retry": "true" }],
    [model("timeout", { retryable: true }), 504, "timeout", "It failed", {}],
    [model("unavailable"), 502, "unavailable", "It failed", {}],
    [new ModelException("No kind"), 500, null, "No kind", { "x-should-retry": "false" }],
    [new Error("secret"), 500, null, "Handler exception occurred", { "x-should-retry": "false" }],
  ])("%s", async (error, status, code, message, headers) => {
    const server = await startOpenAi({ handler: throws(error), config: { debugMode: false } });
    for (const stream of [true, false]) {
      const refused = await server.refusal({ body: body({ stream }) });
      expect([refused.status, refused.error.code, refused.error.message]).toEqual([status, code, message]);
      expect(refused.headers).toMatchObject(JSON.parse(JSON.stringify(headers)));
      for (const [name, value] of Object.entries(headers)) expect(refused.headers[name]).toBe(value);
    }
    expect(await server.running.logged({ status })).toMatchObject({ outcome: "error" });
  });

  test("an event that says so does, too", async () => {
    const server = await startOpenAi({
      async *handler() {
        yield event({ type: "error", text: "Refused by the guard", progress: "ERROR" });
      },
    });
    const { status, error } = await server.refusal({});
    expect([status, error.message]).toEqual([500, "Refused by the guard"]);
  });

  test("an event that is none does, too", async () => {
    const server = await startOpenAi({
      async *handler() {
        yield { ...event(), id: "" };
      },
    });
    expect(await server.refusal({})).toMatchObject({
      status: 500,
      error: { message: "Event.id is required" },
    });
  });

  test("so has one that says nothing for too long", async () => {
    const server = await startOpenAi({
      config: { requestTimeout: 0.05 },
      async *handler(_request, { signal }) {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
    });
    const { status, error } = await server.refusal({});
    expect([status, error.code, error.message]).toEqual([
      504,
      "timeout",
      "No event from the handler for 0.05 s",
    ]);
    expect(await server.running.logged({ status: 504 })).toMatchObject({ outcome: "timeout" });
  });

  test("in one piece, so has one that fails late", async () => {
    const server = await startOpenAi({
      async *handler() {
        yield event({ text: "a" });
        await new Promise(setImmediate);
        throw new ModelException("It failed", { kind: "overloaded", retryable: true });
      },
    });
    expect(await server.refusal({})).toMatchObject({ status: 503, error: { code: "overloaded" } });
  });
});

describe("a page of a named origin", () => {
  const config = { corsOrigins: ["https://app.example"] };
  const origin = { Origin: "https://app.example" };

  test("may send what the SDKs send", async () => {
    const headers = {
      ...origin,
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "authorization,content-type,x-stainless-os,x-stainless-retry-count",
    };
    const server = await startOpenAi({ config });
    for (const path of ["/v1/chat/completions", "/v1/models", "/v1/models/gpt-4o"]) {
      const answer = await server.ask({ method: "OPTIONS", path, headers, body: "" });
      expect(answer.status).toBe(204);
      expect(answer.headers).toMatchObject({
        "access-control-allow-origin": "https://app.example",
        "access-control-allow-headers": "authorization,content-type,x-stainless-os,x-stainless-retry-count",
      });
    }
  });

  test("may read whether to try again", async () => {
    const server = await startOpenAi({
      config,
      handler: throws(new ModelException("no", { kind: "overloaded" })),
    });
    const { headers } = await server.ask({ headers: origin });
    expect(headers).toMatchObject({
      "access-control-allow-origin": "https://app.example",
      "access-control-expose-headers": "X-Request-Id, Retry-After, X-Should-Retry",
      "x-should-retry": "false",
    });
  });
});

describe("models", () => {
  const config = { allowedModels: ["gpt-4o", "meta/llama-3:8b", "中文"], prefix: "/ai" };

  test("are those that requests may name", async () => {
    const server = await startOpenAi({ config });
    const { data, object } = JSON.parse((await server.ask({ method: "GET", path: "/ai/v1/models" })).text);
    expect([object, data.map(({ id }: { id: string }) => id)]).toEqual(["list", config.allowedModels]);
    expect(data[0]).toEqual({
      id: "gpt-4o",
      object: "model",
      created: expect.any(Number),
      owned_by: "llmbrick",
    });
  });

  test.each(["meta/llama-3:8b", "meta%2Fllama-3%3A8b", "%E4%B8%AD%E6%96%87"])(
    "are found one by one: %s",
    async (id) => {
      const server = await startOpenAi({ config });
      const { status, text } = await server.ask({ method: "GET", path: `/ai/v1/models/${id}` });
      expect([status, JSON.parse(text).id]).toEqual([200, decodeURIComponent(id)]);
    },
  );
});
