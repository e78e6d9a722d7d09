import { Router } from "@koa/router";
import type { SSEServer } from "./llmbrick/server.ts";

/** Adds routes of your own to the server. */
export function mount({ app, config, requireKey }: SSEServer): void {
  const router = new Router();
  router.get("/models", requireKey, (context) => {
    context.body = { models: config.allowedModels };
  });
  app.use(router.routes());
}
