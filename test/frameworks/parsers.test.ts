import { createServer, type Server } from "node:http";
import type { Readable } from "node:stream";
import { buffer, json as readJson, text } from "node:stream/consumers";
import { serve } from "@hono/node-server";
import { Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import express, { type RequestHandler } from "express";
import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import Koa from "koa";
import { describe, expect, onTestFinished, test } from "vitest";
import { llmbrick as forExpress } from "../../templates/express/src/llmbrick/server.ts";
import { llmbrick as forHono } from "../../templates/hono/src/llmbrick/server.ts";
import { llmbrick as forKoa } from "../../templates/koa/src/llmbrick/server.ts";
import { LLMBrickModule } from "../../templates/nest/src/llmbrick/server.ts";
import { llmbrick as forNode } from "../../templates/node/src/llmbrick/server.ts";
import { request } from "../support/client.ts";
import { ask, type Changes } from "../support/http.ts";
import { listen, log, options } from "./endpoint-of-one-event.ts";

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
const read =
  (as: "json" | "text" | "arrayBuffer" | "blob"): MiddlewareHandler =>
  async ({ req }, next) => {
    await req[as]();
    await next();
  };

test.each<[string, MiddlewareHandler[]]>([
  ["read as JSON", [read("json")]],
  ["read as text", [read("text")]],
  ["read as bytes", [read("arrayBuffer")]],
  ["read as a blob", [read("blob")]],
  ["read twice", [read("text"), read("json")]],
  ["looked at", [bodyLimit({ maxSize: 9e6 })]],
  ["begun to read", [bodyLimit({ maxSize: 9e6 }), wait, wait]],
])("a body that Hono's middleware has %s is taken", async (_name, middleware) => {
  const app = new Hono().use(...middleware).route("/ai", forHono(options()));
  const chat = await listen(serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }).close() as Server);
  expect(await chat({ body: large })).toMatchObject({ status: 200 });
});

test("a body that went past Hono is named in the log, with what helps", async () => {
  const app = new Hono().use(async ({ req }, next) => {
    await req.raw.text();
    await next();
  });
  app.route("/ai", forHono(options()));
  const chat = await listen(serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }).close() as Server);
  expect(await chat({ body: large })).toMatchObject({ status: 500 });
  expect(log.join("")).toContain("mount llmbrick before what reads it");
});

const readers: Record<string, (stream: Readable) => Promise<unknown>> = { json: readJson, text, raw: buffer };

describe.each(Object.entries(readers))("a body that was read ahead of us as %s", (_name, readAs) => {
  const expectSameStatuses = async (chat: Awaited<ReturnType<typeof listen>>) => {
    expect(await chat({ body: large })).toMatchObject({ status: 200 });
    expect(await chat({ body: {} })).toMatchObject({ status: 422 });
    expect(await chat({ headers: { "Content-Type": "text/plain" } })).toMatchObject({ status: 415 });
  };

  test("is taken, in Koa", async () => {
    const app = new Koa().use(async (context, next) => {
      Object.assign(context.request, { body: await readAs(context.req) });
      await next();
    });
    app.use(forKoa(options({ prefix: "/ai" })));
    await expectSameStatuses(await listen(createServer(app.callback())));
  });

  test("is taken, on plain Node", async () => {
    const chat = forNode(options({ prefix: "/ai" }));
    const server = createServer(async (req, res) => {
      Object.assign(req, { body: await readAs(req) });
      chat.handle(req, res);
    });
    await expectSameStatuses(await listen(server));
  });
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
