import type { Clause } from "../../clause.ts";
import { openAiErrorClauses } from "./errors.ts";
import { openAiRequestClauses } from "./request.ts";
import { openAiRouteClauses } from "./routes.ts";
import { openAiStreamClauses } from "./stream.ts";

/** What a server promises to clients of OpenAI's API, where it has the routes for them. */
export const openAiClauses: readonly Clause[] = [
  ...openAiRequestClauses,
  ...openAiStreamClauses,
  ...openAiErrorClauses,
  ...openAiRouteClauses,
];
