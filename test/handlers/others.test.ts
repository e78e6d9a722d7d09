import { node } from "./platforms/node.ts";
import { table } from "./table.ts";
import { gemini } from "./wires/gemini.ts";
import { ollama } from "./wires/ollama.ts";

table(node, [gemini, ollama]);
