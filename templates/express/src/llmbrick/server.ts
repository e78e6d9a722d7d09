import type { RequestListener } from "node:http";
import express, { type ErrorRequestHandler, type Express, type RequestHandler, Router } from "express";
import { type Closable, endpointOf, type ModuleOptions } from "./http/endpoint.ts";
import { pathOf } from "./http/exchange.ts";
import { fail, refuseKey } from "./http/own-routes.ts";
import { namedRoutes } from "./http/route.ts";
import { serve } from "./http/send.ts";
import { NodeServer } from "./lifecycle/node-server.ts";
import { textAt } from "./log/describe.ts";

/**
 * The server's routes for an application of yours: `app.use("/ai", llmbrick({ config, handler }))`. They are a router,
 * and an error handler for bodies that a parser before them could not read, which are ours to judge.
 */
export function llmbrick(options: ModuleOptions): [Router, ErrorRequestHandler] & Closable {
  const endpoint = endpointOf(options);
  const answer: RequestHandler = (request, response, next) => {
    // Without the path at which the router is mounted.
    if (!endpoint.handle(request, response, pathOf(request.url))) next();
  };
  const router = Router({ strict: true, caseSensitive: true });
  for (const { method, path } of namedRoutes(endpoint.runtime.routes.values())) {
    // Each release of Express has another form for all paths below.
    const at = path.endsWith("/*") ? new RegExp(`^${path.slice(0, -1)}`) : path;
    if (method === "GET") router.get(at, answer);
    else router.post(at, answer);
  }
  router.use(answer);
  // Express knows it by its four parameters.
  const onError: ErrorRequestHandler = (error, request, response, next) => {
    const route = request.method === "POST" ? endpoint.runtime.routeAt(pathOf(request.url)) : undefined;
    if (!route?.judgesBody || !/^(entity|charset|encoding)\./.test(textAt(error, "type") ?? ""))
      return next(error);
    // Middleware behind the parser, such as a login's, was passed over: it is refused, whatever we could make of it.
    Object.assign(request, { body: error.body, isBodyRefused: true });
    answer(request, response, next);
  };
  return Object.assign<[Router, ErrorRequestHandler], Closable>([router, onError], {
    close: (grace) => endpoint.close(grace),
  });
}

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
    const notFound: RequestHandler = (request, response) => serve(this.runtime, request, response);
    const onError: ErrorRequestHandler = (error, request, response, _next) =>
      fail(this.runtime, request, response, error);
    return this.app.use(llmbrick({ endpoint: this.endpoint }), notFound, onError);
  }
}
