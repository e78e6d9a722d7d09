import { node } from "./platforms/node.ts";
import { table } from "./table.ts";

table(node);
