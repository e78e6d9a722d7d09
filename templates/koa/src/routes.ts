import { Router } from "@koa/router";
import type { SSEServer } from "./llmbrick/server.ts";

export function routes({ config, requireKey }: SSEServer): Router {
  const router = new Router();
  router.get("/models", requireKey, (context) => {
    context.body = { models: config.allowedModels };
  });
  return router;
}
