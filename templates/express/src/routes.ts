import { Router } from "express";
import type { ResolvedConfig } from "./llmbrick/config.ts";

/** Routes of your own, beside those of the server. */
export function routes({ allowedModels }: ResolvedConfig): Router {
  const router = Router();
  router.get("/models", (_request, response) => {
    response.json({ models: allowedModels });
  });
  return router;
}
