import type { RequestListener } from "node:http";
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import { fail, refuseKey } from "./http/own-routes.ts";
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
    const answer: RequestHandler = (request, response) => serve(this.runtime, request, response);
    // Express knows it by its four parameters.
    const onError: ErrorRequestHandler = (error, request, response, _next) =>
      fail(this.runtime, request, response, error);
    return this.app.use(answer, onError);
  }
}
