import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { type Closable, endpointOf, type ModuleOptions } from "./http/endpoint.ts";
import { pathBelow } from "./http/exchange.ts";
import { namedRoutes } from "./http/route.ts";

export type OnNode = { Bindings: HttpBindings };

/**
 * The server's routes as an application, for one of yours that runs on Node:
 * `app.route("/ai", llmbrick({ config, handler }))`.
 */
export function llmbrick(options: ModuleOptions): Hono<OnNode> & Closable {
  const endpoint = endpointOf(options);
  const answerAt =
    (route: string): MiddlewareHandler<OnNode> =>
    async (context, next) => {
      // The helper of "hono/route" would know no request of an application in CommonJS.
      const mountedAt = context.req.routePath.slice(0, -route.length);
      const path = pathBelow(mountedAt, context.env?.incoming?.url ?? context.req.path);
      if (!endpoint.runtime.knows(path)) return next();
      const { incoming, outgoing } = onNode(context);
      await shareBody(context, endpoint.config.maxBodyBytes);
      shareHeaders(context);
      return new Promise((resolve) => {
        const goOn = () => resolve(alreadySent(outgoing.statusCode));
        if (outgoing.headersSent) return goOn();
        outgoing.on("close", goOn);
        endpoint.handle(incoming, outgoing, path, async () => {
          goOn();
          // Middleware sets headers when it has the answer.
          await new Promise(setImmediate);
          shareHeaders(context);
        });
      });
    };
  const app = new Hono<OnNode>();
  for (const { method, path } of namedRoutes(endpoint.runtime.routes.values())) {
    // Below "/ai", Hono tells "/ai" from "/ai/": the last one takes both.
    if (path !== "/") app.on(method, path, answerAt(path));
  }
  app.all("*", answerAt("/*"));
  return Object.assign(app, { close: (grace?: number) => endpoint.close(grace) });
}

function onNode({ env }: Context<OnNode>): HttpBindings {
  if (env?.incoming) return env;
  throw new Error(
    "llmbrick answers through Node's own HTTP: serve this application with @hono/node-server, on Bun and Deno too. Bun.serve, Deno.serve, workers and app.request() have none.",
  );
}

/** Sets the headers that middleware has set, which would stay with a response that is not sent. */
export function shareHeaders({ res: { headers }, env: { outgoing } }: Context<OnNode>): void {
  if (outgoing.headersSent) return;
  for (const [name, value] of headers) {
    if (RESPONSE_ALREADY_SENT.headers.has(name)) continue;
    if (name === "set-cookie") outgoing.setHeader(name, headers.getSetCookie());
    // What is there may be more by now: what the answer varies by is a list.
    else if (!outgoing.hasHeader(name)) outgoing.setHeader(name, value);
  }
}

/** Hands on a body that middleware has read, or has begun to: no more than `maxBytes`. */
async function shareBody({ req, env: { incoming } }: Context<OnNode>, maxBytes: number): Promise<void> {
  const isBegun = incoming.readableDidRead && Number(req.header("content-length")) <= maxBytes;
  if (!incoming.readableEnded && !isBegun) return;
  const bytes = await req.arrayBuffer().catch(() => undefined);
  Object.assign(incoming, { rawBody: bytes && Buffer.from(bytes) });
}

/** Tells Hono to send nothing, and middleware the status. */
export function alreadySent(status = 200): Response {
  const response = new Response(null, { status, headers: RESPONSE_ALREADY_SENT.headers });
  // Middleware may make copies, to set headers. One of a response that nobody has looked at would be sent.
  void response.body;
  return response;
}
