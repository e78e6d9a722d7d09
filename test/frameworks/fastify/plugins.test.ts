import type { AddressInfo } from "node:net";
import basicAuth from "@fastify/basic-auth";
import compress from "@fastify/compress";
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { describe, expect, test, vi } from "vitest";
import type { ModuleOptions } from "../../../templates/core/src/llmbrick/http/endpoint.ts";
import { llmbrick } from "../../../templates/fastify/src/llmbrick/server.ts";
import { event, request } from "../../support/client.ts";
import { readEventStream } from "../../support/event-stream.ts";
import { latch } from "../../support/latch.ts";
import { post, RawClient } from "../../support/raw-client.ts";
import { options } from "../endpoint-of-one-event.ts";
import { application } from "./own-application.ts";

const grow = (app: FastifyInstance, changes: ModuleOptions = {}) =>
  void app.register(llmbrick, { prefix: "/ai", ...options(changes) });

const chat = (app: FastifyInstance, headers: Record<string, string> = {}, url = "/ai/chat/completions") =>
  app.inject({ method: "POST", url, headers: { Accept: "text/event-stream", ...headers }, payload: request });

describe("a plugin of Fastify's holds for our routes too", () => {
  test("helmet", async () => {
    const app = application();
    await app.register(helmet);
    grow(app);
    const { statusCode, headers } = await chat(app);
    expect([statusCode, headers]).toMatchObject([200, { "strict-transport-security": expect.any(String) }]);
    expect((await app.inject("/ai/healthz")).headers).toHaveProperty("content-security-policy");
  });

  test("CORS: its own origins are not ours to let in", async () => {
    const app = application();
    await app.register(cors, { origin: ["https://app.example"] });
    grow(app);
    const Origin = "https://app.example";
    const asked = { Origin, "Access-Control-Request-Method": "POST" };
    const preflight = { method: "OPTIONS", url: "/ai/chat/completions", headers: asked } as const;
    expect((await app.inject(preflight)).headers["access-control-allow-origin"]).toBe(Origin);
    expect((await chat(app, { Origin })).statusCode).toBe(403);
  });

  test("CORS: an origin that both let in is named once", async () => {
    const app = application();
    await app.register(cors, { origin: ["https://app.example"] });
    grow(app, { config: { enableTestPage: false, corsOrigins: ["https://app.example"] } });
    const { statusCode, headers } = await chat(app, { Origin: "https://app.example" });
    expect(statusCode).toBe(200);
    expect(headers["access-control-allow-origin"]).toBe("https://app.example");
  });

  test("a limit of requests", async () => {
    const app = application();
    await app.register(rateLimit, { max: 2 });
    grow(app);
    expect((await chat(app)).headers).toMatchObject({ "x-ratelimit-remaining": "1" });
    expect((await chat(app, { "Content-Type": "no type" })).statusCode).toBe(415);
    expect(await chat(app)).toMatchObject({
      statusCode: 429,
      headers: { "retry-after": expect.any(String) },
    });
  });

  test("a login, with our key behind it", async () => {
    const app = application();
    await app.register(basicAuth, {
      authenticate: true,
      async validate(user, password) {
        if (`${user}:${password}` !== "me:secret") throw new Error("Not you");
      },
    });
    await app.register(async (inner) => {
      inner.addHook("onRequest", inner.basicAuth);
      grow(inner);
    });
    app.get("/mine", async () => "mine");
    expect(await chat(app)).toMatchObject({
      statusCode: 401,
      headers: { "www-authenticate": expect.stringContaining("Basic") },
    });
    expect((await chat(app, { Authorization: `Basic ${btoa("me:secret")}` })).statusCode).toBe(200);
    expect((await app.inject("/mine")).statusCode).toBe(200);
  });

  test("compression, of whatever type, which holds no event back, and unpacks no body for us", async () => {
    const app = application();
    await app.register(compress, { threshold: 0, customTypes: /^/ });
    const goOn = latch();
    grow(app, {
      async *handler() {
        yield event({ text: "first" });
        await goOn.happened;
        yield event({ text: "last", progress: "DONE" });
      },
    });
    await app.listen({ port: 0, host: "127.0.0.1" });
    const client = await RawClient.connect((app.server.address() as AddressInfo).port);
    client.send(post(undefined, { "Accept-Encoding": "gzip, br" }).replace("/chat", "/ai/chat"));
    const head = await client.until("first");
    goOn.set();
    await client.until("last");
    expect(head).not.toMatch(/content-encoding/i);
    expect((await chat(app, { "Content-Encoding": "gzip" })).statusCode).toBe(415);
  });
});

describe("the description that @fastify/swagger makes", () => {
  test("has our routes, with what they are and take, and none that only refuse or lead elsewhere", async () => {
    const app = application();
    await app.register(swagger, { openapi: { openapi: "3.1.0", info: { title: "Mine", version: "1" } } });
    app.get("/mine", { schema: { summary: "Mine" } }, async () => "mine");
    grow(app);
    await app.ready();
    const { paths = {} } = app.swagger() as { paths?: Record<string, Record<string, unknown>> };
    const methods = Object.entries(paths).map(([path, methods]) => [path, Object.keys(methods)]);
    expect(Object.fromEntries(methods)).toEqual({
      "/mine": ["get"],
      "/ai/healthz": ["get"],
      "/ai/readyz": ["get"],
      "/ai/chat/completions": ["post"],
    });
    expect(paths["/ai/chat/completions"]?.post).toMatchObject({
      summary: "Answers a conversation with a stream of events.",
      description: expect.stringContaining("Accept"),
    });
    expect(paths["/ai/healthz"]?.get).toMatchObject({ summary: "Whether the server runs." });
    // What is described is not what checks: that is ours to do.
    expect((await app.inject({ method: "POST", url: "/ai/chat/completions", payload: {} })).statusCode).toBe(
      422,
    );
    expect(readEventStream((await chat(app)).payload)).toHaveLength(1);
  });
});

describe("Fastify's own log", () => {
  const logging = () => {
    const lines: Record<string, unknown>[] = [];
    const logger = { stream: { write: (line: string) => void lines.push(JSON.parse(line)) } };
    return { lines, logger };
  };

  test("takes our lines, which name a request as its own lines do", async () => {
    const { lines, logger } = logging();
    const written = vi.spyOn(process.stdout, "write");
    const app = application({ logger });
    const { log: _log, ...rest } = options();
    app.register(llmbrick, { prefix: "/ai", ...rest });
    const { headers } = await chat(app);
    const id = headers["x-request-id"];
    await vi.waitUntil(() => lines.some(({ outcome }) => outcome));
    expect(lines).toContainEqual(expect.objectContaining({ reqId: id, msg: "incoming request" }));
    expect(lines).toContainEqual(expect.objectContaining({ requestId: id, outcome: "done" }));
    expect(written).not.toHaveBeenCalled();
    written.mockRestore();
  });

  test("and a client's own id is in both, where Fastify takes it", async () => {
    const { lines, logger } = logging();
    const app = application({ logger, requestIdHeader: "x-request-id" });
    const { log: _log, ...rest } = options();
    app.register(llmbrick, { prefix: "/ai", ...rest });
    expect((await chat(app, { "X-Request-Id": "mine" })).headers["x-request-id"]).toBe("mine");
    await vi.waitUntil(() => lines.some(({ outcome }) => outcome));
    expect(
      lines.filter(({ reqId, requestId }) => [reqId, requestId].includes("mine")).length,
    ).toBeGreaterThan(2);
  });

  test("leaves us ours where it is off", async () => {
    const app = application();
    const lines: string[] = [];
    grow(app, { log: (text) => void lines.push(text) });
    const { headers } = await chat(app);
    expect(headers["x-request-id"]).toMatch(/^[\w-]{36}$/);
    await vi.waitUntil(() => lines.length > 0);
    expect(lines.join("")).toContain(`"requestId":"${headers["x-request-id"]}"`);
  });
});
