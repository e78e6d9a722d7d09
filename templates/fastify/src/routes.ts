import type { FastifyPluginAsync } from "fastify";
import type { ResolvedConfig } from "./llmbrick/config.ts";

export const routes: FastifyPluginAsync<ResolvedConfig> = async (app, { allowedModels }) => {
  app.get("/models", async () => ({ models: allowedModels }));
};
