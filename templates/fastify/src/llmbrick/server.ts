import type { RequestListener } from "node:http";
import Fastify, {
  type FastifyInstance,
  type FastifyPluginAsync,
  type onRequestAsyncHookHandler,
  type RouteHandlerMethod,
} from "fastify";
import { logFailed, refuseKey } from "./http/own-routes.ts";
import { serve } from "./http/send.ts";
import { NodeServer } from "./lifecycle/node-server.ts";
import { textAt } from "./log/describe.ts";
import { llmbrick, readBodies, takeOver } from "./module.ts";

export { llmbrick } from "./module.ts";

/**
 * The adapter for Fastify. What you register on `app` comes before the server's own: your hooks run for every
 * request, and a route of yours wins. The not-found handler is the server's.
 */
export class SSEServer extends NodeServer {
  readonly app: FastifyInstance = Fastify({
    serverFactory: () => this.server,
    // The server has answered already.
    clientErrorHandler: () => {},
  }).addHook("onError", async ({ raw }, _reply, error) => {
    // Its own tell of the client's faults.
    if (!textAt(error, "code")?.startsWith("FST_")) logFailed(this.runtime, raw, error);
  });

  /** Guards routes of your own by the API keys, where any is set: `app.addHook("onRequest", requireKey)`. */
  readonly requireKey: onRequestAsyncHookHandler = async (request, reply) => {
    const refused = refuseKey(this.runtime, request.raw);
    if (refused) return reply.code(refused.status).headers(refused.headers).send(refused.body);
  };

  protected override async mount(): Promise<RequestListener> {
    const notFound: FastifyPluginAsync = async (app) => {
      const answer: RouteHandlerMethod = (request, reply) => {
        takeOver(reply, () => void serve(this.runtime, request.raw, reply.raw));
      };
      readBodies(app);
      app.setNotFoundHandler(answer);
    };
    await this.app.register(llmbrick, { endpoint: this.endpoint }).register(notFound).ready();
    return this.app.routing;
  }

  override async close(grace?: number): Promise<void> {
    await super.close(grace);
    await this.app.close();
  }
}
