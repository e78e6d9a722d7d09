import type { HandlerName } from "../../src/handlers/index.ts";
import type { ConversationRequest } from "../../templates/core/src/llmbrick/types.ts";

/** What a model says, whatever the form in which its provider writes it. Each text comes in pieces. */
export interface Answer {
  readonly reasoning?: readonly string[];
  readonly text?: readonly string[];
  readonly calls?: readonly Call[];
  readonly reason?: Reason;
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number | null };
}

/** A tool call, with the pieces in which its arguments come. */
export interface Call {
  readonly id: string;
  readonly name: string;
  readonly pieces: readonly string[];
}

/** Why an answer ends, as `finishReason` says it. */
export type Reason = "stop" | "length" | "tool_calls" | "content_filter";

/** What a provider refuses by its status. */
export type Refusal =
  | "auth"
  | "rate_limit"
  | "quota"
  | "overloaded"
  | "context_length"
  | "bad_request"
  | "no_model";

/** How one provider speaks. A case that it has no words for is left out of its column. */
export interface Wire {
  readonly handler: HandlerName;
  /** The variables by which its handler finds a provider at this address, with the key `test-key`. */
  readonly variables: (url: string) => Readonly<Record<string, string>>;
  readonly contentType: string;
  /** A whole answer as it is streamed. The last frame is the mark of its end. */
  readonly frames: (answer: Answer) => readonly string[];
  /** The same where the provider does not stream. */
  readonly whole?: (answer: Answer) => unknown;
  /** Status and body of a refusal. */
  readonly refusals: Readonly<Partial<Record<Refusal, readonly [status: number, body: unknown]>>>;
  /** Errors inside a stream that began with 200, in each form that the provider has for them. */
  readonly lateOverloads: readonly string[];
  /** What says nothing, but that the connection lives. */
  readonly keepAlives: readonly string[];
  /** Frames that the provider may send some day, or sends for what nobody asked for. */
  readonly unknown?: readonly string[];
  /** Frames that end an answer for what it holds, with the word that is the provider's. */
  readonly blocks?: readonly (readonly [word: string, frame: string])[];
  /** Frames whose JSON has another shape than any of the provider's. */
  readonly misshapen?: readonly string[];
  /** Answers as some servers write them. */
  readonly variants?: readonly (readonly [frames: readonly string[], answer: Answer])[];
  /** What a request with nothing but a question becomes. */
  readonly plainRequest: Sent;
  /** What `fullRequest` becomes. */
  readonly fullRequest: Sent;
}

/** A request as the provider gets it. */
export interface Sent {
  readonly path: string;
  /** The header that holds the key, and how. */
  readonly header?: readonly [name: string, value: string];
  readonly body: unknown;
}

/** Sets all that a request can: it goes on after two tool calls. */
export const fullRequest: Partial<ConversationRequest> = {
  temperature: 0,
  maxTokens: 9,
  toolChoice: "auto",
  tools: [
    {
      type: "function",
      function: { name: "add", description: "Adds", parameters: { type: "object", properties: {} } },
    },
    { type: "function", function: { name: "now" } },
  ],
  messages: [
    { role: "system", content: "Be short." },
    { role: "user", content: "Add" },
    {
      role: "assistant",
      content: JSON.stringify({
        text: "Well,",
        tool_calls: [
          { id: "call_a", name: "add", arguments: { a: 1 } },
          { id: "call_b", name: "now", arguments: {} },
        ],
      }),
    },
    {
      role: "user",
      content: JSON.stringify({
        text: "Go on",
        tool_results: [
          { id: "call_a", content: "2" },
          { id: "call_b", content: { hour: 9 } },
        ],
      }),
    },
  ],
};
