import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { type Endpoint, endpointOf, type ModuleOptions } from "./http/endpoint.ts";
import { fail, refuseKey } from "./http/own-routes.ts";
import { serve } from "./http/send.ts";
import { NodeServer } from "./lifecycle/node-server.ts";

/**
 * The server's routes for a server of yours: `chat.handle(request, response)` gives whether a request was for one of
 * them, and has its answer then.
 */
export const llmbrick = (options: ModuleOptions): Endpoint => endpointOf(options);

/** Routes of your own. Gives whether it has taken the request: what it has not goes on to the next. */
export type OwnRoutes = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

/** The adapter for plain Node: there is no framework, so `app` is the HTTP server itself. */
export class SSEServer extends NodeServer {
  readonly app: Server = this.server;
  readonly #routes: OwnRoutes[] = [];

  /** Adds routes of your own. They see every request before the server's routes do, in the order of the calls. */
  use(routes: OwnRoutes): void {
    this.#routes.push(routes);
  }

  /** Guards routes of your own: whether a request has an API key, where any is set. Else it is answered here. */
  readonly requireKey = (request: IncomingMessage, response: ServerResponse): boolean => {
    const refused = refuseKey(this.runtime, request);
    if (refused) response.writeHead(refused.status, refused.headers).end(refused.body);
    return !refused;
  };

  protected override mount(): RequestListener {
    const chat = llmbrick({ endpoint: this.endpoint });
    return async (request, response) => {
      try {
        for (const routes of this.#routes) if (await routes(request, response)) return;
      } catch (error) {
        return fail(this.runtime, request, response, error);
      }
      if (!chat.handle(request, response)) await serve(this.runtime, request, response);
    };
  }
}
