import type { RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import express from "express";
import { Hono } from "hono";
import Koa from "koa";
import type { ModuleOptions } from "../../templates/core/src/llmbrick/http/endpoint.ts";
import { llmbrick as forExpress } from "../../templates/express/src/llmbrick/server.ts";
import { llmbrick as forHono } from "../../templates/hono/src/llmbrick/server.ts";
import { llmbrick as forKoa } from "../../templates/koa/src/llmbrick/server.ts";
import { llmbrick as forNode } from "../../templates/node/src/llmbrick/server.ts";

/** What answers an application's requests, with our routes at each of these places. */
type Listener = (places: Record<string, ModuleOptions>) => RequestListener;

export const listeners: Record<string, Listener> = {
  node(places) {
    const chats = Object.entries(places).map(([prefix, ours]) => forNode({ prefix, ...ours }));
    return (req, res) => {
      if (!chats.some((chat) => chat.handle(req, res))) res.writeHead(404).end("own");
    };
  },
  express(places) {
    const app = express();
    for (const [path, ours] of Object.entries(places)) app.use(path, forExpress(ours));
    return app.use((_request, response) => void response.status(404).end("own"));
  },
  koa(places) {
    const app = new Koa();
    for (const [prefix, ours] of Object.entries(places)) app.use(forKoa({ prefix, ...ours }));
    return app.callback();
  },
  hono(places) {
    const app = new Hono();
    for (const [path, ours] of Object.entries(places)) app.route(path, forHono(ours));
    return getRequestListener(app.fetch);
  },
};
