import { Router } from "@koa/router";
import type { ResolvedConfig } from "./llmbrick/config.ts";

export function routes({ allowedModels }: ResolvedConfig): Router {
  const router = new Router();
  router.get("/models", (context) => {
    context.body = { models: allowedModels };
  });
  return router;
}
