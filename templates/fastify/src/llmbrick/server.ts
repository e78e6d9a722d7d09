import type { RequestListener } from "node:http";
import Fastify, {
  type FastifyInstance,
  type FastifyPluginAsync,
  type onRequestAsyncHookHandler,
  type RouteHandlerMethod,
} from "fastify";
import { refuseKey, tell } from "./http/own-routes.ts";
import { namedRoutes } from "./http/route.ts";
import type { Runtime } from "./http/runtime.ts";
import { serve } from "./http/send.ts";
import { NodeServer } from "./lifecycle/node-server.ts";
import { textAt } from "./log/describe.ts";

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
    if (!textAt(error, "code")?.startsWith("FST_")) tell(this.runtime, raw, error);
  });

  /** Guards routes of your own by the API keys, where any is set: `app.addHook("onRequest", requireKey)`. */
  readonly requireKey: onRequestAsyncHookHandler = async (request, reply) => {
    const refused = refuseKey(this.runtime, request.raw);
    if (refused) return reply.code(refused.status).headers(refused.headers).send(refused.body);
  };

  protected override async mount(): Promise<RequestListener> {
    await this.app.register(llmbrick, { runtime: this.runtime }).ready();
    return this.app.routing;
  }

  override async close(grace?: number): Promise<void> {
    await super.close(grace);
    await this.app.close();
  }
}

/** The server's routes as a plugin. Its setup stays its own: it reads bodies itself, so it needs no parser. */
const llmbrick: FastifyPluginAsync<{ runtime: Runtime }> = async (app, { runtime }) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  const answer: RouteHandlerMethod = (request, reply) => {
    // Headers that hooks have set would stay with the reply.
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    reply.hijack();
    void serve(runtime, request.raw, reply.raw);
  };
  for (const { method, path } of namedRoutes(runtime.routes.values())) {
    // A route of the user's wins.
    if (!app.hasRoute({ method, url: path })) app.route({ method, url: path, handler: answer });
  }
  app.setNotFoundHandler(answer);
  // What Fastify finds wrong with a body that it is not to read is ours to judge.
  app.setErrorHandler((error, request, reply) => {
    if (!/^FST_ERR_(CTP|ROUTE_MISSING)_/.test(textAt(error, "code") ?? "")) throw error;
    return answer.call(app, request, reply);
  });
};
