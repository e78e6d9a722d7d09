import type { FastifyPluginAsync } from "fastify";
import type { ResolvedConfig } from "./llmbrick/config.ts";

/** Routes of your own, beside those of the server. */
export const routes: FastifyPluginAsync<ResolvedConfig> = async (app, { allowedModels }) => {
  app.get("/models", async () => ({ models: allowedModels }));
};
