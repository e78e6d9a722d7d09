import { Hono } from "hono";
import type { SSEServer } from "./llmbrick/server.ts";

export function routes({ config, requireKey }: SSEServer): Hono {
  const app = new Hono();
  app.get("/models", requireKey, (context) => context.json({ models: config.allowedModels }));
  return app;
}
