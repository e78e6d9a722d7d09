import { Router } from "express";
import type { SSEServer } from "./llmbrick/server.ts";

export function routes({ config, requireKey }: SSEServer): Router {
  const router = Router();
  router.get("/models", requireKey, (_request, response) => {
    response.json({ models: config.allowedModels });
  });
  return router;
}
