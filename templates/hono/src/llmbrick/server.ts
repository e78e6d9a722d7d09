import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { fail, refuseKey } from "./http/own-routes.ts";
import { namedRoutes } from "./http/route.ts";
import { serve } from "./http/send.ts";
import { NodeServer } from "./lifecycle/node-server.ts";

/**
 * The adapter for Hono on Node. Routes and middleware that you add to `app` come before the server's own:
 * your middleware runs for every request, and a route of yours wins.
 */
export class SSEServer extends NodeServer {
  readonly app = new Hono<{ Bindings: HttpBindings }>().onError((error) => {
    if (error instanceof HTTPException) return error.getResponse();
    throw error;
  });

  /** Guards routes of your own by the API keys, where any is set: `app.use(requireKey)`. */
  readonly requireKey: MiddlewareHandler = async (context, next) => {
    const refused = refuseKey(this.runtime, context.env.incoming);
    if (refused) return context.body(String(refused.body), 401, refused.headers);
    await next();
  };

  protected override mount(): RequestListener {
    const answer = async ({ env, res }: Context<{ Bindings: HttpBindings }>) => {
      // Headers that middleware has set would stay with a response that is not sent.
      env.outgoing.setHeaders(res.headers);
      await serve(this.runtime, env.incoming, env.outgoing);
      return RESPONSE_ALREADY_SENT;
    };
    for (const { method, path } of namedRoutes(this.runtime.routes.values()))
      this.app.on(method, path, answer);
    this.app.all("*", answer);
    return getRequestListener(async (request, env) => {
      try {
        const response = await this.app.fetch(request, env);
        // Where middleware has set headers, Hono has made a copy, which would be sent as well.
        return env.outgoing.headersSent ? RESPONSE_ALREADY_SENT : response;
      } catch (error) {
        fail(this.runtime, env.incoming as IncomingMessage, env.outgoing as ServerResponse, error);
        return RESPONSE_ALREADY_SENT;
      }
    });
  }
}
