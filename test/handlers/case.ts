import type { ConversationRequest } from "../../templates/core/src/llmbrick/types.ts";
import type { Reply } from "./provider.ts";
import type { Answer, Sent, Wire } from "./wire.ts";

/** One request to a handler, what its provider does, and what has to come of it. */
export interface Play {
  readonly request?: Partial<ConversationRequest>;
  /** To the first try, the second, and so on. */
  readonly replies: readonly Reply[];
  /** What the handler has to give, whole. Without it, and without `leaves`, the answer has to fail, so. */
  readonly answer?: Answer;
  readonly kind?: string;
  readonly retryAfter?: number;
  /** Stands in the message that clients get. */
  readonly says?: RegExp;
  /** Stands in the log. */
  readonly logs?: RegExp;
  /** Times that the provider is asked. */
  readonly requests?: number;
  readonly sent?: Sent;
  /** When the client goes away: once the provider was asked, or with the first event. */
  readonly leaves?: "asked" | "event";
}

export interface Case {
  readonly name: string;
  /** None where the provider has no words for it. */
  readonly plays: (wire: Wire) => readonly Play[];
  /** The provider's address, where it is not the one that is played: one where nobody listens, or this one. */
  readonly address?: "closed" | `${string}:${string}`;
  /** The key, where the provider wants one and it is not `test-key`. */
  readonly key?: string;
}

const stream = (wire: Wire, pieces: Reply["pieces"], outcome: Reply["outcome"] = "ends"): Reply => ({
  status: 200,
  headers: { "Content-Type": wire.contentType },
  pieces,
  outcome,
});

const json = (body: unknown, status = 200, headers: Reply["headers"] = {}): Reply => ({
  status,
  headers: { "Content-Type": "application/json", ...headers },
  pieces: [JSON.stringify(body)],
  outcome: "ends",
});

const html = (status: number): Reply => ({
  status,
  headers: { "Content-Type": "text/html" },
  pieces: ["<html>Bad gateway</html>"],
  outcome: "ends",
});

export const replies = { stream, json, html };

/** An answer of one text. */
export const hello: Answer = { text: ["Hel", "lo"], usage: { inputTokens: 7, outputTokens: 2 } };

/** An answer with all that one can have, beyond ASCII. */
export const rich: Answer = {
  reasoning: ["想", "一想 🤔"],
  text: ["你好，", "世界 🌏"],
  calls: [
    { id: "call_a", name: "add", pieces: ['{"a":', '"二"}'] },
    { id: "call_b", name: "now", pieces: [] },
  ],
  reason: "tool_calls",
  usage: { inputTokens: 7, outputTokens: 2 },
};

/** Tools, without which nobody's model would call one. */
export const withTools: Partial<ConversationRequest> = {
  tools: ["add", "now"].map((name) => ({ type: "function", function: { name } })),
};
