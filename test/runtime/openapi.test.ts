import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import type { SSEServerConfig } from "../../templates/core/src/llmbrick/config/config.ts";
import { event, request } from "../support/client.ts";
import { ask, type Changes } from "../support/http.ts";
import { type StartOptions, start } from "../support/llmbrick-server.ts";
import { document, expectAsDescribed, expectFramesAsDescribed, expectToMeet } from "../support/openapi.ts";

const endpoint = "/chat/completions";

describe("the document", () => {
  test.each<[what: string, config: SSEServerConfig, env: Record<string, string>]>([
    ["with defaults", {}, {}],
    ["with an API key", {}, { LLMBRICK_API_KEYS: "key-1" }],
    ["under a prefix", { prefix: "/api/v1", chatCompletionsPath: "/chat" }, {}],
    [
      "with unusual models and no heartbeat",
      { allowedModels: ['"}\n`{{x}}`', "模型"], heartbeatInterval: 0 },
      {},
    ],
  ])("is valid OpenAPI 3.1 %s", async (_what, config, env) => {
    const { valid, errors } = await new Validator().validate({ ...document(config, env) });
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    expect(document(config, env).openapi).toMatch(/^3\.1\./);
  });

  test("names the paths of the configuration", () => {
    expect(Object.keys(document().paths)).toEqual(["/healthz", "/readyz", endpoint]);
    expect(Object.keys(document({ prefix: "api/", chatCompletionsPath: "chat" }).paths)).toContain(
      "/api/chat",
    );
  });

  test("asks for an API key only where one is configured, and never tells it", () => {
    const open = document();
    expect(open.paths[endpoint]?.post?.responses).not.toHaveProperty("401");
    expect(open.paths[endpoint]?.post).not.toHaveProperty("security");
    expect(open.components).not.toHaveProperty("securitySchemes");

    const closed = document({}, { LLMBRICK_API_KEYS: "secret-1,secret-2" });
    expect(closed.paths[endpoint]?.post?.security).toEqual([{ apiKey: [] }]);
    expect(closed.components.securitySchemes).toEqual({ apiKey: { type: "http", scheme: "bearer" } });
    expect(closed.paths["/healthz"]?.get).not.toHaveProperty("security");
    expect(JSON.stringify(closed)).not.toContain("secret-");
  });

  test("tells the limits and the models", () => {
    const text = JSON.stringify(
      document({
        maxMessagesCount: 77,
        maxMessageLength: 777,
        maxBodyBytes: 7777,
        allowedModels: ["m-7"],
        requestTimeout: 17,
      }),
    );
    for (const part of [
      "1 to 77 messages",
      "at most 777 Unicode",
      "7777 bytes",
      "One of: m-7.",
      "for 17 seconds",
    ]) {
      expect(text).toContain(part);
    }
  });

  test("has examples that hold to its own schemas", () => {
    const api = document();
    const post = api.paths[endpoint]?.post;
    const example = post?.requestBody?.content["application/json"]?.example;
    expectToMeet(api, ["components", "schemas", "ConversationRequest"], example);

    const examples = post?.responses[200]?.content?.["text/event-stream"]?.examples ?? {};
    expect(Object.keys(examples)).toEqual(["answer", "error"]);
    for (const { value } of Object.values(examples)) expectFramesAsDescribed(api, value);
  });
});

describe("a real server", () => {
  const keyed: StartOptions = { env: { LLMBRICK_API_KEYS: "key-1" } };
  const full: StartOptions = { config: { maxBodyBytes: 200 } };
  const cases: [status: number, changes: Changes, options?: StartOptions][] = [
    [200, {}],
    [200, { headers: { Authorization: "Bearer key-1" } }, keyed],
    [200, { body: { ...request, model: "nope" } }],
    [400, { body: "[".repeat(100) }],
    [400, { body: Buffer.from([0xff]) }],
    [401, {}, keyed],
    [403, { headers: { Host: "evil.example" } }],
    [403, { headers: { Origin: "https://evil.example" } }],
    [404, {}, { handler: null }],
    [405, { method: "GET" }],
    [406, { headers: { Accept: "*/*" } }],
    [413, { body: "x".repeat(201) }, full],
    [415, { headers: { "Content-Type": "text/plain" } }],
    [422, { body: {} }],
    [422, { body: "{" }],
    [422, { body: "" }],
    [422, { body: { ...request, messages: [{ role: 1 }] } }],
  ];

  test.each(cases)("answers %i as described, to %j", async (status, changes, options) => {
    const { url } = await start(options);
    const api = JSON.parse((await ask(url, { method: "GET", path: "/openapi.json", body: "" })).text);
    const answer = await ask(url, changes);
    expect(answer.status).toBe(status);
    expectAsDescribed(api, endpoint, "post", answer);
    if (status === 200) expectFramesAsDescribed(api, answer.text);
  });

  test("answers 503 as described, with every place taken", async () => {
    let begun = () => {};
    const streaming = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let leave = () => {};
    const { url } = await start({
      config: { maxConcurrentConnections: 1 },
      async *handler() {
        begun();
        await new Promise<void>((resolve) => {
          leave = resolve;
        });
        yield event();
      },
    });
    const first = ask(url);
    await streaming;
    const answer = await ask(url);
    leave();
    expect(answer.status).toBe(503);
    expectAsDescribed(document(), endpoint, "post", answer);
    expect((await first).status).toBe(200);
  });

  test("answers the health checks as described", async () => {
    const { url } = await start();
    for (const path of ["/healthz", "/readyz"]) {
      for (const headers of [{}, { Host: "evil.example" }]) {
        expectAsDescribed(
          document(),
          path,
          "get",
          await ask(url, { method: "GET", path, headers, body: "" }),
        );
      }
    }
  });

  test("describes the states of readiness by their statuses", () => {
    const place = (status: string) => [
      "paths",
      "/readyz",
      "get",
      "responses",
      status,
      "content",
      "application/json",
      "schema",
    ];
    expectToMeet(document(), place("200"), { status: "ready" });
    expectToMeet(document(), place("503"), { status: "draining" });
  });

  test("has every status of the document among these tests, but for 408, which takes many seconds", () => {
    const described = Object.keys(
      document({}, { LLMBRICK_API_KEYS: "key-1" }).paths[endpoint]?.post?.responses ?? {},
    );
    const sent = [...cases.map(([status]) => String(status)), "408", "503"];
    expect(described.sort()).toEqual([...new Set(sent)].sort());
  });
});
