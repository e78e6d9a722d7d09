import type { RequestListener } from "node:http";
import Koa, { type Middleware } from "koa";
import { fail, refuseKey } from "./http/own-routes.ts";
import { serve } from "./http/send.ts";
import { NodeServer } from "./lifecycle/node-server.ts";
import { read } from "./log/describe.ts";
import { llmbrick } from "./module.ts";

export { llmbrick } from "./module.ts";

/**
 * The adapter for Koa. Middleware that you add to `app` comes before the server's own: it runs for every
 * request, and what it answers without `next()` is yours.
 */
export class SSEServer extends NodeServer {
  readonly app = new Koa().use(async (context, next) => {
    try {
      await next();
    } catch (error) {
      // What is made for the client, as by `context.throw`, is Koa's to answer.
      if (read(error, "expose") === true) throw error;
      context.respond = false;
      fail(this.runtime, context.req, context.res, error);
    }
  });

  /** Guards routes of your own by the API keys, where any is set: `router.use(requireKey)`. */
  readonly requireKey: Middleware = async (context, next) => {
    const refused = refuseKey(this.runtime, context.req);
    if (!refused) return next();
    context.status = refused.status;
    context.set(refused.headers);
    context.body = refused.body;
  };

  protected override mount(): RequestListener {
    this.app.use(llmbrick({ endpoint: this.endpoint }));
    this.app.use((context) => {
      context.respond = false;
      return serve(this.runtime, context.req, context.res);
    });
    return this.app.callback();
  }
}
