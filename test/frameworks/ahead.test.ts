import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json as readJson, text } from "node:stream/consumers";
import { serve } from "@hono/node-server";
import Router from "@koa/router";
import { Module } from "@nestjs/common";
import { NestFactory, RouterModule } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";
import express, { Router as ExpressRouter, type RequestHandler } from "express";
import Fastify from "fastify";
import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import Koa from "koa";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ModuleOptions } from "../../templates/core/src/llmbrick/http/endpoint.ts";
import { llmbrick as forExpress } from "../../templates/express/src/llmbrick/server.ts";
import { llmbrick as forFastify } from "../../templates/fastify/src/llmbrick/server.ts";
import { llmbrick as forHono } from "../../templates/hono/src/llmbrick/server.ts";
import { llmbrick as forKoa } from "../../templates/koa/src/llmbrick/server.ts";
import { LLMBrickModule } from "../../templates/nest/src/llmbrick/server.ts";
import { event, request } from "../support/client.ts";
import { readEventStream } from "../support/event-stream.ts";
import { ask, type Changes } from "../support/http.ts";

let log: string[] = [];

const options = (changes: ModuleOptions = {}): ModuleOptions => {
  log = [];
  return {
    config: { enableTestPage: false, shutdownGrace: 0 },
    env: {},
    log: (lines: string) => void log.push(lines),
    async *handler() {
      yield event();
    },
    ...changes,
  };
};

/** Listens on a free port, and gives a function that asks for the endpoint at "/ai". */
async function listen(server: Server) {
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ai/chat/completions`;
  return (changes: Changes = {}) => ask(url, changes);
}

const large = { ...request, toolChoice: "x".repeat(150_000) };
const fault = (text: string) => JSON.parse(text).detail[0];

describe("a body parser of Express ahead of us", () => {
  const withParser = (...parsers: RequestHandler[]) =>
    listen(
      createServer(
        express()
          .use("/", ...parsers, (_req, _res, next) => next())
          .use("/ai", forExpress(options())),
      ),
    );

  test.each<[string, RequestHandler[]]>([
    ["none", []],
    ["json", [express.json({ limit: "1mb" })]],
    ["json and urlencoded", [express.json({ limit: "1mb" }), express.urlencoded()]],
    ["raw", [express.raw({ type: "*/*", limit: "1mb" })]],
    ["text", [express.text({ type: "*/*", limit: "1mb" })]],
  ])("changes no status, whatever it makes of a body: %s", async (_name, parsers) => {
    const chat = await withParser(...parsers);
    expect(await chat()).toMatchObject({ status: 200 });
    expect(await chat({ body: large })).toMatchObject({ status: 200 });
    expect(await chat({ body: {} })).toMatchObject({ status: 422 });
    expect(fault((await chat({ body: '{"model":' })).text)).toMatchObject({
      type: "json_invalid",
      loc: ["body", 9],
    });
    expect(fault((await chat({ body: "" })).text)).toMatchObject({ type: "missing", loc: ["body"] });
    expect(await chat({ body: `{"a":${"[".repeat(70)}${"]".repeat(70)}}` })).toMatchObject({ status: 400 });
    expect(await chat({ body: `{"a":${"[".repeat(99_000)}${"]".repeat(99_000)}}` })).toMatchObject({
      status: 400,
    });
    expect(await chat({ headers: { "Content-Type": "text/plain" } })).toMatchObject({ status: 415 });
    const Latin = { "Content-Type": "application/json; charset=latin1" };
    expect(await chat({ headers: Latin })).toMatchObject({ status: 200 });
    const refused = { status: 415, headers: { "accept-encoding": "identity" } };
    expect(await chat({ headers: { "Content-Encoding": "zip" } })).toMatchObject(refused);
    expect(await chat({ headers: { Accept: "*/*" } })).toMatchObject({ status: 406 });
  });

  test.each<[string, RequestHandler]>([
    ["an encoding", (req, _response, next) => void next(req.setEncoding("utf8") && undefined)],
    ["a pause", (req, _response, next) => void next(req.pause() && undefined)],
  ])("that has set %s, and read nothing, changes nothing", async (_name, middleware) => {
    const chat = await withParser(middleware);
    expect(await chat({ body: large })).toMatchObject({ status: 200 });
  });

  test("lets no more in than maxBodyBytes", async () => {
    const app = express().use(express.json({ limit: "9mb" }));
    app.use("/ai", forExpress(options({ config: { enableTestPage: false, maxBodyBytes: 3000 } })));
    const chat = await listen(createServer(app));
    expect(await chat({ body: large })).toMatchObject({ status: 413 });
  });

  test.each<[string, RequestHandler]>([
    ["allows less than we do", express.json()],
    ["reads it all", (req, _response, next) => void text(req).then(() => next())],
    ["reads a part", (req, _response, next) => void req.once("data", () => next(req.pause() && undefined))],
  ])("that %s and leaves nothing of a body is named in the log, with what helps", async (_name, parser) => {
    const chat = await withParser(parser);
    expect(await chat({ body: large })).toMatchObject({ status: 500 });
    expect(log.join("")).toContain("mount llmbrick before what reads it");
  });
});

const wait: MiddlewareHandler = async (_context, next) => {
  await new Promise(setImmediate);
  await next();
};
const read: MiddlewareHandler = async ({ req }, next) => {
  await req.json();
  await next();
};

test.each<[string, MiddlewareHandler[]]>([
  ["read", [read]],
  ["looked at", [bodyLimit({ maxSize: 9e6 })]],
  ["begun to read", [bodyLimit({ maxSize: 9e6 }), wait, wait]],
])("a body that Hono's middleware has %s is taken", async (_name, middleware) => {
  const app = new Hono().use(...middleware).route("/ai", forHono(options()));
  const chat = await listen(serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }).close() as Server);
  expect(await chat({ body: large })).toMatchObject({ status: 200 });
});

test("a body that Koa's middleware has read is taken", async () => {
  const app = new Koa().use(async (context, next) => {
    Object.assign(context.request, { body: await readJson(context.req) });
    await next();
  });
  app.use(forKoa(options({ prefix: "/ai" })));
  const chat = await listen(createServer(app.callback()));
  expect(await chat({ body: large })).toMatchObject({ status: 200 });
});

test("a body that Nest's own parser has read is taken", async () => {
  @Module({ imports: [LLMBrickModule.forRoot(options({ prefix: "/ai" }))] })
  class OwnModule {}
  const app = await NestFactory.create<NestExpressApplication>(OwnModule, { logger: false });
  app.useBodyParser("json", { limit: "1mb" });
  await app.listen(0, "127.0.0.1");
  onTestFinished(() => app.close());
  const chat = (changes: Changes) => app.getUrl().then((url) => ask(`${url}/ai/chat/completions`, changes));
  expect(await chat({ body: large })).toMatchObject({ status: 200 });
  expect(await chat({ body: {} })).toMatchObject({ status: 422 });
});

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

  test("in a router of Koa", async () => {
    const router = new Router({ prefix: "/v1" });
    router.all("/ai/{*rest}", forKoa(options({ prefix: "/v1/ai" })));
    const chat = await listen(createServer(new Koa().use(router.routes()).callback()));
    expect(await chat({ path: "/v1/ai/chat/completions" })).toMatchObject({ status: 200 });
    expect(await chat({ path: "/v1/ai/no" })).toMatchObject({ status: 404 });
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
