import { checkAddresses } from "./bricks/addresses.ts";
import { pipeline, type Step } from "./bricks/pipeline.ts";
import { guard, intention, llm, rectify, retrieval, translate } from "./bricks/steps.ts";
import type { Handler } from "./llmbrick/types.ts";

checkAddresses();

/**
 * The way from a question to its answer: one line a step, in the order in which they run. Each asks a brick at the
 * address in its variable, such as `BRICK_GUARD=127.0.0.1:50051`, and is left out where that is not set.
 */
const steps: Step[] = [
  guard(), // an attack ends the answer
  rectify(),
  translate({ to: "en" }),
  intention(),
  retrieval({ maxResults: 3 }), // goes to the client, and into the prompt
  llm({ temperature: 0.7 }),
];

/** `context.signal` fires when the client goes away or a time limit ends the stream: it stops the bricks, too. */
export const handler: Handler = (request, context) => pipeline(steps, request, context);
