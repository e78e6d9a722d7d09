import type { SSEServer } from "./llmbrick/server.ts";

/** Adds routes of your own to the server. */
export function mount({ app, config, requireKey }: SSEServer): void {
  app.get("/models", { onRequest: requireKey }, async () => ({ models: config.allowedModels }));
}
