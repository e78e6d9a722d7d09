import { once } from "node:events";
import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { compress } from "hono/compress";
import { secureHeaders } from "hono/secure-headers";
import { llmbrick } from "../../../templates/hono/src/llmbrick/server.ts";
import { mountedAt, notFound, type Start } from "./application.ts";

export const start: Start = async (options) => {
  const app = new Hono();
  app.use(compress(), secureHeaders());
  app.use(async (context, next) => {
    context.header("X-Before", "1");
    await next();
    context.header("X-After", "1");
  });
  app.get("/ai/mine", (context) => context.json("mine"));
  const chat = llmbrick(options);
  app.route(mountedAt, chat);
  app.get("/mine", (context) => context.json("mine"));
  app.post("/echo", async (context) => context.json(await context.req.json()));
  app.get("/boom", () => {
    throw new Error("boom");
  });
  app.notFound((context) => context.json(notFound, 404));
  app.onError((_error, context) => context.json("own error", 500));

  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }) as Server;
  await once(server, "listening");
  return {
    server,
    async close() {
      await chat.close();
      server.close();
    },
  };
};
