import type { Wire } from "../wire.ts";
import { anthropic } from "./anthropic.ts";
import { gemini } from "./gemini.ts";
import { ollama } from "./ollama.ts";
import { openai } from "./openai.ts";

/** One for each handler that asks a model. */
export const wires: readonly Wire[] = [openai, anthropic, gemini, ollama];
