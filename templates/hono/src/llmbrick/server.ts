import type { RequestListener } from "node:http";
import { getRequestListener, type HttpBindings, RequestError } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { fail, refuseKey } from "./http/own-routes.ts";
import { problem } from "./http/reply.ts";
import { namedRoutes } from "./http/route.ts";
import { sendPlain, serve } from "./http/send.ts";
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
    const take: Parameters<typeof getRequestListener>[0] = async (request, env) => {
      const response = await this.app.fetch(request, env);
      // Where middleware has set headers, Hono has made a copy, which would be sent as well.
      return env.outgoing.headersSent ? RESPONSE_ALREADY_SENT : response;
    };
    return (request, response) => {
      const errorHandler = (error: unknown) => {
        // Hono makes no request of a Host that no URL has as it is.
        if (error instanceof RequestError) {
          sendPlain(problem(400, "Bad Request"), this.runtime.exchangeOf(request), response, this.runtime);
        } else fail(this.runtime, request, response, error);
        return RESPONSE_ALREADY_SENT;
      };
      // HTTP/1.0 need not name a host.
      void getRequestListener(take, { errorHandler, hostname: "localhost" })(request, response);
    };
  }
}
