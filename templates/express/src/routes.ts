import type { SSEServer } from "./llmbrick/server.ts";

/** Adds routes of your own to the server. */
export function mount({ app, config, requireKey }: SSEServer): void {
  app.get("/models", requireKey, (_request, response) => {
    response.json({ models: config.allowedModels });
  });
}
