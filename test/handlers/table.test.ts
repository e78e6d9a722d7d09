import { node } from "./platforms/node.ts";
import { table } from "./table.ts";
import { anthropic } from "./wires/anthropic.ts";
import { openai } from "./wires/openai.ts";

table(node, [openai, anthropic]);
