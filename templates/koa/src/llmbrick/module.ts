import type { IncomingMessage } from "node:http";
import type { Context, Middleware } from "koa";
import { type Closable, endpointOf, type ModuleOptions } from "./http/endpoint.ts";

/**
 * The server's routes as middleware, for an application of yours: `app.use(llmbrick({ config, handler }))`. What is for
 * none of them goes on to the next. Behind a router, which leaves its prefix on, it is told: `prefix: "/ai"`.
 */
export function llmbrick(options: ModuleOptions): Middleware & Closable {
  const endpoint = endpointOf(options);
  const middleware: Middleware = (context, next) => {
    const { req, res } = context;
    shareWith(req, context);
    return new Promise((resolve) => {
      const beforeHead = () => {
        const isThrough = whenThrough(context);
        resolve(undefined);
        return isThrough;
      };
      if (!endpoint.handle(req, res, undefined, beforeHead)) return resolve(next());
      // The answer is written by us, event by event, and not by Koa from a body.
      context.respond = false;
      if (res.headersSent) resolve(undefined);
      else res.on("close", resolve);
    });
  };
  return Object.assign(middleware, { close: (grace?: number) => endpoint.close(grace) });
}

/** Resolves when all middleware around ours is through, which Koa asks `respond` then, or has failed, and Koa has answered. */
function whenThrough(context: Context): Promise<void> {
  return new Promise((resolve) => {
    const get = () => {
      resolve();
      return false;
    };
    Object.defineProperty(context, "respond", { get, set() {}, configurable: true });
    context.res.on("close", resolve);
  });
}

/** Says what Koa's middleware, which keeps it elsewhere, has made of a request: its path and its body. */
function shareWith(req: IncomingMessage, { originalUrl, request }: Context): void {
  const { body, rawBody } = request as { body?: unknown; rawBody?: unknown };
  Object.assign(req, { originalUrl, body, rawBody });
}
