import type { RequestListener } from "node:http";
import express, { type ErrorRequestHandler, type Express, type RequestHandler, Router } from "express";
import { fail, refuseKey } from "./http/own-routes.ts";
import { namedRoutes } from "./http/route.ts";
import type { Runtime } from "./http/runtime.ts";
import { serve } from "./http/send.ts";
import { NodeServer } from "./lifecycle/node-server.ts";

/**
 * The adapter for Express. Routes and middleware that you add to `app` come before the server's own:
 * your middleware runs for every request, and a route of yours wins.
 */
export class SSEServer extends NodeServer {
  readonly app: Express = express().disable("x-powered-by");

  /** Guards routes of your own by the API keys, where any is set: `router.use(requireKey)`. */
  readonly requireKey: RequestHandler = (request, response, next) => {
    const refused = refuseKey(this.runtime, request);
    if (refused) response.writeHead(refused.status, refused.headers).end(refused.body);
    else next();
  };

  protected override mount(): RequestListener {
    // Express knows it by its four parameters.
    const onError: ErrorRequestHandler = (error, request, response, _next) =>
      fail(this.runtime, request, response, error);
    return this.app.use(llmbrick(this.runtime), onError);
  }
}

/** The server's routes as a router, which answers all else with 404 or 405. */
function llmbrick(runtime: Runtime): Router {
  const router = Router({ strict: true, caseSensitive: true });
  const answer: RequestHandler = (request, response) => serve(runtime, request, response);
  for (const { method, path } of namedRoutes(runtime.routes.values())) {
    if (method === "GET") router.get(path, answer);
    else router.post(path, answer);
  }
  return router.use(answer);
}
