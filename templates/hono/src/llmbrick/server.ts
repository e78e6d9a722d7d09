import type { RequestListener } from "node:http";
import { getRequestListener, RequestError } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono, type MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { fail, refuseKey } from "./http/own-routes.ts";
import { problem } from "./http/reply.ts";
import { sendPlain, serve } from "./http/send.ts";
import { NodeServer } from "./lifecycle/node-server.ts";
import { alreadySent, llmbrick, type OnNode, shareHeaders } from "./module.ts";

export { llmbrick } from "./module.ts";

/**
 * The adapter for Hono on Node. Routes and middleware that you add to `app` come before the server's own:
 * your middleware runs for every request, and a route of yours wins.
 */
export class SSEServer extends NodeServer {
  readonly app = new Hono<OnNode>().onError((error) => {
    if (error instanceof HTTPException) return error.getResponse();
    throw error;
  });

  /** Guards routes of your own by the API keys, where any is set: `app.use(requireKey)`. */
  readonly requireKey: MiddlewareHandler = async (context, next) => {
    const refused = refuseKey(this.runtime, context.env.incoming);
    return refused ? context.body(String(refused.body), 401, refused.headers) : next();
  };

  protected override mount(): RequestListener {
    this.app.route("/", llmbrick({ endpoint: this.endpoint }));
    this.app.notFound(async (context) => {
      shareHeaders(context);
      await serve(this.runtime, context.env.incoming, context.env.outgoing);
      return alreadySent();
    });
    return (request, response) => {
      const errorHandler = (error: unknown) => {
        // Hono makes no request of a Host that no URL has as it is.
        if (error instanceof RequestError) {
          sendPlain(problem(400, "Bad Request"), this.runtime.exchangeOf(request), response, this.runtime);
        } else fail(this.runtime, request, response, error);
        return RESPONSE_ALREADY_SENT;
      };
      // HTTP/1.0 need not name a host.
      void getRequestListener(this.app.fetch, { errorHandler, hostname: "localhost" })(request, response);
    };
  }
}
