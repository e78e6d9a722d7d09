import type { SSEServer } from "./llmbrick/server.ts";

/** Adds routes of your own to the server. */
export function mount(server: SSEServer): void {
  server.use((request, response) => {
    if (request.method !== "GET" || request.url !== "/models") return false; // the server's own routes are next
    if (server.requireKey(request, response)) {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ models: server.config.allowedModels }));
    }
    return true;
  });
}
