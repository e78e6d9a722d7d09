import { Hono } from "hono";
import type { ResolvedConfig } from "./llmbrick/config.ts";

export function routes({ allowedModels }: ResolvedConfig): Hono {
  const app = new Hono();
  app.get("/models", (context) => context.json({ models: allowedModels }));
  return app;
}
