import { Router } from "@koa/router";
import type { ResolvedConfig } from "./llmbrick/config.ts";

/** Routes of your own, beside those of the server. */
export function routes({ allowedModels }: ResolvedConfig): Router {
  const router = new Router();
  router.get("/models", (context) => {
    context.body = { models: allowedModels };
  });
  return router;
}
