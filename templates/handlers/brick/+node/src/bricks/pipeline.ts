import type {
  ConversationEvent,
  ConversationRequest,
  EventMetadata,
  Handler,
  HandlerContext,
} from "../llmbrick/types.ts";
import { withRetries } from "../model/answer.ts";
import { ModelFailure } from "../model/failure.ts";
import { addressOf, variableOf } from "./addresses.ts";
import type { Document } from "./generated/retrieval_pb.ts";
import type { BrickName } from "./services.ts";

/** What the steps of one answer hand on to each other. */
export interface Talk {
  readonly request: ConversationRequest;
  readonly context: HandlerContext;
  /** What is asked, as the steps so far have put it. */
  question: string;
  /** What the question is about, where an intention brick has told. */
  intention: string | null;
  /** What the answer is to go by, where a retrieval brick has found it. */
  documents: Document[];
  /** No further step is to run. */
  isOver: boolean;
}

/** One step on the way from the question to the answer. Its events go to the client. */
export interface Step {
  /** The brick that it asks. Without an address for that, the step is left out; the llm brick can't be. */
  readonly brick: BrickName;
  run(talk: Talk, tell: Tell): AsyncIterable<ConversationEvent>;
}

/** Makes the event that says how a step went: `metadata` has its name, its milliseconds so far, and what it found. */
export type Tell = (found: EventMetadata, event?: Partial<ConversationEvent>) => ConversationEvent;

/** Runs the steps in their order. The log has one line for each. */
export async function* pipeline(
  steps: readonly Step[],
  ...[request, context]: Parameters<Handler>
): AsyncGenerator<ConversationEvent> {
  const question = request.messages.at(-1)?.content ?? "";
  const talk: Talk = { request, context, question, intention: null, documents: [], isOver: false };
  for (const [index, step] of steps.entries()) {
    if (talk.isOver) return;
    if (!isThere(step.brick)) continue;
    const start = performance.now();
    const timed = () => ({ step: step.brick, milliseconds: Math.round(performance.now() - start) });
    const tell: Tell = (found, event) => ({
      ...{ id: `step-${index + 1}`, type: "meta", progress: "IN_PROGRESS", model: request.model },
      ...event,
      metadata: { ...timed(), ...found },
    });
    let outcome = "failed";
    try {
      yield* withRetries(() => step.run(talk, tell), context.signal);
      outcome = "done";
    } finally {
      // An answer that was ended, such as by its client, is no fault of the step.
      if (context.signal.aborted) outcome = "aborted";
      context.log("A step of the pipeline", { ...timed(), outcome });
    }
  }
}

function isThere(brick: BrickName): boolean {
  if (addressOf(brick)) return true;
  if (brick !== "llm") return false;
  throw new ModelFailure("unavailable", { note: `${variableOf(brick)} is not set`, retryable: false });
}
