import { hostileBricks } from "./bricks/hostile.ts";
import { node } from "./platforms/node.ts";

hostileBricks(node);
