import { hostileBricks } from "./bricks/hostile.ts";
import { tracedBricks } from "./bricks/traced.ts";
import { node } from "./platforms/node.ts";

hostileBricks(node);
tracedBricks(node);
