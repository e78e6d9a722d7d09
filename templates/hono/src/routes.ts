import { Hono } from "hono";
import type { ResolvedConfig } from "./llmbrick/config.ts";

/** Routes of your own, beside those of the server. */
export function routes({ allowedModels }: ResolvedConfig): Hono {
  const app = new Hono();
  app.get("/models", (context) => context.json({ models: allowedModels }));
  return app;
}
