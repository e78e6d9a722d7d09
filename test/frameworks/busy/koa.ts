import { once } from "node:events";
import { createServer } from "node:http";
import { bodyParser } from "@koa/bodyparser";
import cors from "@koa/cors";
import Router from "@koa/router";
import Koa from "koa";
import compress from "koa-compress";
import helmet from "koa-helmet";
import logger from "koa-logger";
import mount from "koa-mount";
import rateLimit from "koa-ratelimit";
import session from "koa-session";
import { llmbrick } from "../../../templates/koa/src/llmbrick/server.ts";
import { friend, limit, mine, type StartBusy } from "./application.ts";

export const start: StartBusy = async (options) => {
  const lines: string[] = [];
  const app = new Koa();
  app.keys = ["s"];
  app.on("error", (error) => void lines.push(`error: ${error.message}`));
  app.use(logger({ transporter: (_text, [, ...values]) => void lines.push(values.slice(0, 3).join(" ")) }));
  app.use(async (context, next) => {
    await next();
    lines.push(`${context.status} by then`);
    context.set("X-Response-Time", "some");
  });
  app.use(async (context, next) => {
    try {
      await next();
    } catch (error) {
      const { message, status = 500 } = error as Error & { status?: number };
      context.status = status;
      context.body = { own: message };
    }
  });
  app.use(helmet());
  app.use(cors({ origin: friend, credentials: true }));
  app.use(rateLimit({ driver: "memory", db: new Map(), duration: 3_600_000, max: limit }));
  app.use(compress({ threshold: 0 }));
  app.use(session({ maxAge: "session", rolling: true }, app));
  app.use(bodyParser({ jsonLimit: "1mb" }));

  app.use(async (context, next) => {
    if (!context.path.startsWith("/api/v1") || context.path.endsWith("/login") || context.session?.user)
      return next();
    context.status = 401;
    context.body = { own: "log in first" };
  });
  const chat = options && llmbrick(options);
  if (chat) app.use(mount("/api", mount("/v1/ai", chat)));

  const v1 = new Router();
  v1.post("/login", (context) => {
    (context.session as { user?: unknown }).user = (context.request.body as { user: unknown }).user;
    context.body = { welcome: true };
  });
  v1.get(["/mine", "/ai/mine"], (context) => {
    context.body = mine;
  });
  v1.get("/things/:id", (context) => {
    context.body = context.params;
  });
  v1.post("/echo", (context) => {
    context.body = context.request.body;
  });
  v1.get("/boom", () => {
    throw new Error("boom");
  });
  const api = new Router().use("/v1", v1.routes());
  app.use(mount("/api", api.routes()));
  app.use((context) => {
    context.status = 404;
    context.body = { own: context.originalUrl };
  });

  const server = createServer(app.callback());
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    server,
    lines,
    async close() {
      await chat?.close();
      server.close();
    },
  };
};
