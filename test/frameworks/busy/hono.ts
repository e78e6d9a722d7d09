import { once } from "node:events";
import type { Server } from "node:http";
import { stripVTControlCharacters } from "node:util";
import { serve } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { setCookie } from "hono/cookie";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { jwt, sign } from "hono/jwt";
import { logger } from "hono/logger";
import { secureHeaders } from "hono/secure-headers";
import { rateLimiter } from "hono-rate-limiter";
import { llmbrick } from "../../../templates/hono/src/llmbrick/server.ts";
import { friend, limit, mine, type StartBusy } from "./application.ts";

export const start: StartBusy = async (options) => {
  const lines: string[] = [];
  const app = new Hono().basePath("/api");
  app.use(logger((line) => void lines.push(stripVTControlCharacters(line).replace(/ \d+m?s$/, ""))));
  app.use(async (context, next) => {
    await next();
    setCookie(context, "seen", "1");
  });
  app.use(secureHeaders(), cors({ origin: friend, credentials: true }));
  const keyGenerator = (context: Parameters<typeof getConnInfo>[0]) =>
    getConnInfo(context).remote.address ?? "";
  app.use(rateLimiter({ windowMs: 3_600_000, limit, standardHeaders: "draft-6", keyGenerator }));
  app.use(compress({ threshold: 0 }), bodyLimit({ maxSize: 1e6 }));

  const v1 = new Hono();
  v1.post("/login", async (context) => {
    setCookie(context, "token", await sign(await context.req.json(), "s", "HS256"));
    return context.json("welcome");
  });
  v1.use(jwt({ secret: "s", alg: "HS256", cookie: "token" }));
  v1.get("/ai/mine", (context) => context.json(mine));
  const chat = options && llmbrick(options);
  if (chat) v1.route("/ai", chat);
  v1.get("/mine", (context) => context.json(mine));
  v1.get("/things/:id", (context) => context.json(context.req.param()));
  v1.post("/echo", async (context) => context.json(await context.req.json()));
  v1.get("/boom", () => {
    throw new Error("boom");
  });
  app.route("/v1", v1);
  app.notFound((context) => context.json({ own: context.req.path }, 404));
  app.onError((error, context) =>
    context.json({ own: error.message }, error instanceof HTTPException ? error.status : 500),
  );

  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }) as Server;
  await once(server, "listening");
  return {
    server,
    lines,
    async close() {
      await chat?.close();
      server.close();
    },
  };
};
