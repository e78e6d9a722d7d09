import type { Wire } from "../wire.ts";
<<<<<<< HEAD
import { anthropic } from "./anthropic.ts";
=======
import { gemini } from "./gemini.ts";
>>>>>>> c511ee4 (Answer with a Gemini model: handlers for Node and Python, whose reader sees a cut, and an error that comes in no frame)
import { ollama } from "./ollama.ts";
import { openai } from "./openai.ts";

/** One for each handler that asks a model. */
<<<<<<< HEAD
export const wires: readonly Wire[] = [openai, anthropic, ollama];
=======
export const wires: readonly Wire[] = [openai, gemini, ollama];
>>>>>>> c511ee4 (Answer with a Gemini model: handlers for Node and Python, whose reader sees a cut, and an error that comes in no frame)
