import { setTimeout as sleep } from "node:timers/promises";
import { codePoints } from "../llmbrick/log/text.ts";
import type { ConversationEvent } from "../llmbrick/types.ts";
import { failureOf, ModelFailure, unreadable } from "./failure.ts";
import type { ToolCall } from "./turns.ts";

/** Tokens that an answer took, where the provider says so. */
export interface Usage {
  inputTokens?: number | null | undefined;
  outputTokens?: number | null | undefined;
}

/** Makes the events of one answer, numbered. */
export class Events {
  readonly #model: string;
  #count = 0;

  constructor(model: string) {
    this.#model = model;
  }

  text = (text: string): ConversationEvent => this.#piece("text", text);
  reasoning = (text: string): ConversationEvent => this.#piece("reasoning", text);
  toolCall = (call: ToolCall): ConversationEvent => ({
    id: this.#nextId(),
    type: "tool_call",
    model: this.#model,
    progress: "IN_PROGRESS",
    metadata: { ...call },
  });
  /** The last one. `finishReason`: stop, length, tool_calls, content_filter, or a word of the provider's. */
  done = (finishReason: string, usage: Usage): ConversationEvent => ({
    id: this.#nextId(),
    type: "done",
    model: this.#model,
    progress: "DONE",
    metadata: { usage: countsIn(usage), finishReason: textIn(finishReason) },
  });

  #piece(type: string, text: string): ConversationEvent {
    return { id: this.#nextId(), type, model: this.#model, progress: "IN_PROGRESS", text: textIn(text) };
  }

  #nextId = () => `msg-${++this.#count}`;
}

/** What stands for a text in a provider's JSON. @throws {ModelFailure} It is none. */
function textIn(value: unknown): string {
  if (typeof value === "string") return value;
  throw unreadable("Not a text", JSON.stringify(value));
}

function countsIn({ inputTokens, outputTokens }: Usage) {
  const [input, output] = [inputTokens, outputTokens].map((count) =>
    Number.isSafeInteger(count) && Number(count) >= 0 ? Number(count) : null,
  );
  return input === null && output === null ? null : { inputTokens: input, outputTokens: output };
}

/** Times that a request is sent again. */
const mostRetries = 2;
/** Seconds that are waited for this in all: a client that would wait longer had better be told so. */
const longestWait = 3;

/**
 * Gives an answer's events. One that fails before its first event is asked for again, where that may help. What is
 * thrown is a `ModelFailure`, or what `signal` was aborted with.
 */
export async function* withRetries(
  ask: () => AsyncIterable<ConversationEvent>,
  signal: AbortSignal,
): AsyncGenerator<ConversationEvent, void, void> {
  let waited = 0;
  for (let retries = 0; ; retries++) {
    let events = 0;
    let characters = 0;
    try {
      for await (const event of ask()) {
        events++;
        characters += codePoints(event.text ?? "");
        yield event;
      }
      return;
    } catch (error) {
      signal.throwIfAborted();
      const failure = failureOf(error);
      // Without a Retry-After, each wait is longer than the one before. No two clients come at the same moment.
      const wait = (failure.retryAfter ?? 0.25 * 2 ** retries) + Math.random() * 0.25;
      waited += wait;
      if (events > 0 || retries === mostRetries || !failure.retryable || waited > longestWait) {
        throw failure.kind === "truncated" ? cutAfter(characters, failure) : failure;
      }
      await sleep(wait * 1000, undefined, { signal });
    }
  }
}

const cutAfter = (characters: number, { cause }: ModelFailure) =>
  new ModelFailure("truncated", { cause, note: `after ${characters} characters` });
