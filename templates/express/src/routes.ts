import { Router } from "express";
import type { ResolvedConfig } from "./llmbrick/config.ts";

export function routes({ allowedModels }: ResolvedConfig): Router {
  const router = Router();
  router.get("/models", (_request, response) => {
    response.json({ models: allowedModels });
  });
  return router;
}
