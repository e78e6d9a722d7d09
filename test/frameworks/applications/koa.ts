import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import Router from "@koa/router";
import Koa, { type Middleware } from "koa";
import mount from "koa-mount";
import { llmbrick } from "../../../templates/koa/src/llmbrick/server.ts";
import { mountedAt, notFound, type Start } from "./application.ts";

export const start: Start = async (options) => {
  const app = new Koa();
  app.silent = true;
  app.use(async (context, next) => {
    try {
      await next();
    } catch {
      context.status = 500;
      context.body = JSON.stringify("own error");
    }
  });
  const chat = llmbrick(options);
  app.use(mount(mountedAt, chat));
  const router = new Router();
  const mine: Middleware = (context) => {
    context.body = JSON.stringify("mine");
  };
  router.get("/mine", mine).get("/ai/mine", mine);
  router.post("/echo", async (context) => {
    context.body = await json(context.req);
  });
  router.get("/boom", () => {
    throw new Error("boom");
  });
  app.use(router.routes());
  app.use((context) => {
    context.status = 404;
    context.body = notFound;
  });

  const server = createServer(app.callback());
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    server,
    async close() {
      await chat.close();
      server.close();
    },
  };
};
