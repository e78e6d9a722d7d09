import { text } from "node:stream/consumers";
import Router from "@koa/router";
import { Body, Controller, Get, Module, Post, UseGuards } from "@nestjs/common";
import express from "express";
import type { Next } from "koa";
import type { SSEServerOptions } from "../../templates/core/src/llmbrick/http/endpoint.ts";
import type { NodeServer } from "../../templates/core/src/llmbrick/lifecycle/node-server.ts";
import { SSEServer as ExpressServer } from "../../templates/express/src/llmbrick/server.ts";
import { SSEServer as FastifyServer } from "../../templates/fastify/src/llmbrick/server.ts";
import { SSEServer as HonoServer } from "../../templates/hono/src/llmbrick/server.ts";
import { SSEServer as KoaServer } from "../../templates/koa/src/llmbrick/server.ts";
import { RequireKey } from "../../templates/nest/src/llmbrick/require-key.ts";
import { SSEServer as NestServer } from "../../templates/nest/src/llmbrick/server.ts";
import { SSEServer as PlainServer } from "../../templates/node/src/llmbrick/server.ts";

/** What middleware waits for before it lets a request go on. */
export type Gate = () => Promise<void>;

/**
 * A server with what a user would add to it, in the framework's way: middleware that waits for the gate and sets
 * the header X-Mine, a JSON body parser for all routes, and the routes POST /echo, GET /healthz, GET /boom, which
 * throws what is told, GET /hang, which never answers, and GET /guarded, which needs a key.
 */
export type MakeServer = (options: SSEServerOptions, gate: Gate) => NodeServer | Promise<NodeServer>;

/** What GET /boom throws. */
export const thrown: { value: unknown } = { value: new Error("boom") };

const boom = () => {
  throw thrown.value;
};
const forever = () => new Promise<never>(() => {});

const withExpress: MakeServer = (options, gate) => {
  const server = new ExpressServer(options);
  server.app.use(async (_request, response, next) => {
    await gate();
    response.setHeader("X-Mine", "1");
    next();
  });
  server.app.use(express.json({ limit: 20 }));
  server.app.post("/echo", (request, response) => void response.json(request.body));
  server.app.get("/healthz", (_request, response) => void response.json({ mine: true }));
  server.app.get("/boom", boom);
  server.app.get("/hang", forever);
  server.app.get("/guarded", server.requireKey, (_request, response) => void response.json({ secret: true }));
  return server;
};

const withFastify: MakeServer = (options, gate) => {
  const server = new FastifyServer(options);
  server.app.addHook("onRequest", async (_request, reply) => {
    await gate();
    reply.header("X-Mine", "1");
  });
  server.app.post("/echo", { bodyLimit: 20 }, async (request) => request.body);
  server.app.get("/healthz", async () => ({ mine: true }));
  server.app.get("/boom", async () => boom());
  server.app.get("/hang", forever);
  server.app.get("/guarded", { onRequest: server.requireKey }, async () => ({ secret: true }));
  return server;
};

const withHono: MakeServer = (options, gate) => {
  const server = new HonoServer(options);
  server.app.use(async (context, next) => {
    await gate();
    context.header("X-Mine", "1");
    await next();
  });
  server.app.post("/echo", async (context) => context.json(await context.req.json()));
  server.app.get("/healthz", (context) => context.json({ mine: true }));
  server.app.get("/boom", boom);
  server.app.get("/hang", forever);
  server.app.get("/guarded", server.requireKey, (context) => context.json({ secret: true }));
  return server;
};

const withKoa: MakeServer = (options, gate) => {
  const server = new KoaServer(options);
  server.app.silent = true;
  server.app.use(async (context, next) => {
    await gate();
    context.set("X-Mine", "1");
    await next();
  });
  server.app.use(async (context, next: Next) => {
    if (context.method === "POST" && context.request.is("json"))
      context.state.body = JSON.parse(await text(context.req));
    await next();
  });
  const router = new Router();
  router.post("/echo", (context) => {
    context.body = context.state.body;
  });
  router.get("/healthz", (context) => {
    context.body = { mine: true };
  });
  router.get("/boom", boom);
  router.get("/hang", forever);
  router.get("/guarded", server.requireKey, (context) => {
    context.body = { secret: true };
  });
  server.app.use(router.routes());
  return server;
};

@Controller()
class UserController {
  @Post("echo")
  echo(@Body() body: unknown) {
    return body;
  }

  @Get("healthz")
  health() {
    return { mine: true };
  }

  @Get("boom")
  boom() {
    boom();
  }

  @Get("hang")
  hang() {
    return forever();
  }

  @Get("guarded")
  @UseGuards(RequireKey)
  guarded() {
    return { secret: true };
  }
}

@Module({ controllers: [UserController] })
class UserModule {}

const withNest: MakeServer = async (options, gate) => {
  const server = new NestServer(options);
  server.imports.push(UserModule);
  const app = await server.app;
  app.use(async (_request: unknown, response: express.Response, next: () => void) => {
    await gate();
    response.setHeader("X-Mine", "1");
    next();
  });
  return server;
};

/** Plain Node, which has no framework's middleware. */
export const withNode = (options: SSEServerOptions): NodeServer => {
  const server = new PlainServer(options);
  server.use(async (request, response) => {
    const send = (value: object) => {
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(value));
      return true;
    };
    const [path] = (request.url ?? "").split("?");
    if (path === "/boom") boom();
    if (path === "/hang") return forever();
    if (path === "/healthz") return send({ mine: true });
    if (path !== "/guarded") return false;
    return server.requireKey(request, response) ? send({ secret: true }) : true;
  });
  return server;
};

export const apps: Record<string, MakeServer> = {
  express: withExpress,
  fastify: withFastify,
  hono: withHono,
  koa: withKoa,
  nest: withNest,
};
