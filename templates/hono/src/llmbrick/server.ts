import type { RequestListener } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { NodeServer } from "./node-server.ts";
import { serve } from "./send.ts";

/**
 * The adapter for Hono on Node. Routes and middleware that you add to `app` come before the server's own:
 * your middleware runs for every request, and a route of yours wins.
 */
export class SSEServer extends NodeServer {
  readonly app = new Hono<{ Bindings: HttpBindings }>();

  protected override mount(): RequestListener {
    this.app.all("*", async ({ env, res }) => {
      // Headers that middleware has set would stay with a response that is not sent.
      env.outgoing.setHeaders(res.headers);
      await serve(this.runtime, env.incoming, env.outgoing);
      return RESPONSE_ALREADY_SENT;
    });
    return getRequestListener(async (request, env) => {
      const response = await this.app.fetch(request, env);
      // Where middleware has set headers, Hono has made a copy, which would be sent as well.
      return env.outgoing.headersSent ? RESPONSE_ALREADY_SENT : response;
    });
  }
}
