import type { RequestListener } from "node:http";
import Koa from "koa";
import { NodeServer } from "./node-server.ts";
import { serve } from "./send.ts";

/**
 * The adapter for Koa. Middleware that you add to `app` comes before the server's own: it runs for every
 * request, and what it answers without `next()` is yours.
 */
export class SSEServer extends NodeServer {
  readonly app = new Koa();

  protected override mount(): RequestListener {
    this.app.use((context) => {
      // The answer is written by us, event by event, and not by Koa from a body.
      context.respond = false;
      return serve(this.runtime, context.req, context.res);
    });
    return this.app.callback();
  }
}
