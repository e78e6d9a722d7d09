import { once } from "node:events";
import { Agent, createServer, get, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { serve } from "@hono/node-server";
import Router from "@koa/router";
import { Module } from "@nestjs/common";
import { NestFactory, RouterModule } from "@nestjs/core";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";
import express, { Router as ExpressRouter } from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { describe, expect, onTestFinished, test } from "vitest";
import { llmbrick as forExpress } from "../../templates/express/src/llmbrick/server.ts";
import { llmbrick as forFastify } from "../../templates/fastify/src/llmbrick/server.ts";
import { llmbrick as forHono } from "../../templates/hono/src/llmbrick/server.ts";
import { llmbrick as forKoa } from "../../templates/koa/src/llmbrick/server.ts";
import { LLMBrickModule } from "../../templates/nest/src/llmbrick/server.ts";
import { request } from "../support/client.ts";
import { readEventStream } from "../support/event-stream.ts";
import { ask } from "../support/http.ts";
import { listen, options, portOf } from "./endpoint-of-one-event.ts";

describe("mounted", () => {
  test("in a router in a router of Express, below a parameter", async () => {
    const inner = ExpressRouter().use("/ai", forExpress(options()));
    const app = express().use("/:tenant", ExpressRouter().use(inner));
    const chat = await listen(createServer(app));
    expect(await chat({ path: "/acme/ai/chat/completions" })).toMatchObject({ status: 200 });
  });

  test("in a plugin in a plugin of Fastify, below a parameter; inject gets the events", async () => {
    const app = Fastify();
    app.register(async (inner) => void inner.register(forFastify, { prefix: "/ai", ...options() }), {
      prefix: "/:tenant",
    });
    const { statusCode, payload } = await app.inject({
      method: "POST",
      url: "/acme/ai/chat/completions",
      headers: { Accept: "text/event-stream" },
      payload: request,
    });
    expect([statusCode, readEventStream(payload).length]).toEqual([200, 1]);
    expect(app.printRoutes()).toContain("completions (POST");
    await app.close();
  });

  test("in an application in an application of Hono, below a parameter", async () => {
    const app = new Hono().basePath("/:tenant");
    app.route("/", new Hono().route("/ai", forHono(options())));
    const chat = await listen(serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }).close() as Server);
    expect(await chat({ path: "/acme/ai/chat/completions" })).toMatchObject({ status: 200 });
  });

  test("in a router of Koa, below a parameter", async () => {
    const router = new Router({ prefix: "/v1" });
    router.all("/:tenant/ai/{*rest}", forKoa(options({ prefix: "/v1/:tenant/ai" })));
    const chat = await listen(createServer(new Koa().use(router.routes()).callback()));
    expect(await chat({ path: "/v1/acme/ai/chat/completions" })).toMatchObject({ status: 200 });
    for (const path of ["/v1/acme/ai/no", "/v1//ai/chat/completions", "/v2/acme/ai/chat/completions"])
      expect(await chat({ path })).toMatchObject({ status: 404 });
  });

  test.each(["ai", "/ai", "/ai/"])("at a prefix, however it is written: %s", async (prefix) => {
    const chat = await listen(createServer(new Koa().use(forKoa(options({ prefix }))).callback()));
    expect(await chat()).toMatchObject({ status: 200 });
    expect(await chat({ path: "/aichat/completions" })).toMatchObject({ status: 404 });
  });

  test("in Fastify that ignores slashes and capitals", async () => {
    const app = Fastify({
      routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, caseSensitive: false },
    });
    app.register(forFastify, { prefix: "/ai", ...options({ env: { LLMBRICK_API_KEYS: "key-1" } }) });
    await app.ready();
    for (const [url, status] of [
      ["/ai/chat/completions", 401],
      ["/AI/chat/completions", 401],
      ["/ai/chat/completions/", 307],
      ["/ai//chat/completions", 404],
      ["/ai/Chat/completions", 404],
    ] as const)
      expect([url, (await app.inject({ method: "POST", url })).statusCode]).toEqual([url, status]);
    await app.close();
  });

  test("in Nest, below a global prefix, on Fastify", async () => {
    @Module({
      imports: [
        LLMBrickModule.forRoot(options()),
        RouterModule.register([{ path: "ai", module: LLMBrickModule }]),
      ],
    })
    class OwnModule {}
    const app = await NestFactory.create<NestFastifyApplication>(OwnModule, new FastifyAdapter(), {
      logger: false,
    });
    app.setGlobalPrefix("v1");
    await app.listen(0, "127.0.0.1");
    onTestFinished(() => app.close());
    const url = await app.getUrl();
    expect(await ask(url, { path: "/v1/ai/chat/completions" })).toMatchObject({ status: 200 });
    expect(await ask(url, { path: "/v1/ai/chat/completions", method: "GET" })).toMatchObject({ status: 405 });
    expect(await ask(url, { path: "/ai/chat/completions" })).toMatchObject({ status: 404 });
  });

  test("behind what has answered already, leaves that alone, on each request of a connection", async () => {
    const app = express().use((_request, response, next) => {
      response.status(401).end("own");
      next();
    });
    app.use("/ai", forExpress(options()));
    const url = `http://127.0.0.1:${await portOf(createServer(app))}/ai/chat/completions`;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    for (let count = 0; count < 8; count++) {
      const asked = get(url, { agent, headers: { Origin: "https://evil.example" } });
      const [response] = await once(asked, "response");
      expect([response.statusCode, await text(response)]).toEqual([401, "own"]);
    }
  });

  test("keeps what an answer of the application varies by", async () => {
    const app = express().use(
      (_request, response, next) => void next(response.vary("Accept-Language") && undefined),
    );
    app.use(
      "/ai",
      forExpress(options({ config: { enableTestPage: false, corsOrigins: ["https://app.example"] } })),
    );
    const chat = await listen(createServer(app));
    expect(await chat({ headers: { Origin: "https://app.example" } })).toMatchObject({
      headers: { vary: "Accept-Language, Origin" },
    });
  });

  test("twice in one application, each with its own settings", async () => {
    const app = express();
    app.use("/open", forExpress(options()));
    app.use("/ai", forExpress(options({ env: { LLMBRICK_API_KEYS: "key-1" } })));
    const chat = await listen(createServer(app));
    expect(await chat()).toMatchObject({ status: 401 });
    expect(await chat({ path: "/open/chat/completions" })).toMatchObject({ status: 200 });
  });
});

test("Hono without Node's HTTP says what it wants", async () => {
  const errors: Error[] = [];
  const app = new Hono().route("/ai", forHono(options())).onError((error, context) => {
    errors.push(error);
    return context.text("", 500);
  });
  expect((await app.request("/ai/healthz")).status).toBe(500);
  expect(errors[0]?.message).toContain("serve this application with @hono/node-server");
});

test("the log is Fastify's, where that is on", async () => {
  const lines: string[] = [];
  const app = Fastify({ logger: { stream: { write: (line: string) => void lines.push(line) } } });
  const { log: _log, ...rest } = options();
  app.register(forFastify, { prefix: "/ai", ...rest });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  await ask(url, { method: "GET", path: "/ai/healthz", headers: { "X-Request-Id": "mine" } });
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ requestId: "mine", path: "/ai/healthz", status: 200, outcome: "done" }),
  );
  await app.close();
});
