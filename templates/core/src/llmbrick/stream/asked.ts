import type { ConversationRequest } from "../types.ts";
import type { Codec } from "./codec.ts";

/** A request as the client has sent it, and what its answer is like. */
export interface Asked {
  request: ConversationRequest;
  /** The business rules, where the server has no validator of its own. They throw as `defaultRules` do. */
  rules: () => void;
  /** See `StreamReply`. */
  headers: string[];
  codec: Codec;
}
