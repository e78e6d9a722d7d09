import type { FastifyPluginAsync } from "fastify";
import type { SSEServer } from "./llmbrick/server.ts";

export const routes: FastifyPluginAsync<{ server: SSEServer }> = async (app, { server }) => {
  app.get("/models", { onRequest: server.requireKey }, async () => ({ models: server.config.allowedModels }));
};
