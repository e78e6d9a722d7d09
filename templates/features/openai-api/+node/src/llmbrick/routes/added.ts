import { openAiRoutes } from "../openai/routes.ts";

/** Routes for every client that speaks OpenAI's API. */
export const added = [openAiRoutes];
