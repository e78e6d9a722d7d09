import type { Attributes } from "@opentelemetry/api";
import type { ConversationEvent, ConversationRequest } from "../types.ts";

/** UTF-16 units that are kept of an answer, and of what was asked: neither takes more memory than that. */
const longest = 100_000;

interface Part {
  type: string;
  [key: string]: unknown;
}

/** What was asked and answered, in the conventions' form. No span has it, unless a variable says so. */
export class Content {
  readonly #request: ConversationRequest;
  readonly #parts: Part[] = [];
  #finishReason: unknown;
  #free = longest;

  constructor(request: ConversationRequest) {
    this.#request = request;
  }

  /** Takes what an event says. One that can't be read is for the stream to refuse, and no reason for the handler to end. */
  readonly add = (event: ConversationEvent): void => {
    try {
      this.#add(event);
    } catch {}
  };

  #add({ type, text, metadata }: ConversationEvent): void {
    const reason = metadata?.finishReason;
    this.#finishReason = typeof reason === "string" ? reason : undefined;
    if (type === "tool_call" && this.#free > 0) {
      const { id, name, arguments: given } = metadata ?? {};
      const part = { type, id, name, arguments: given };
      this.#free -= JSON.stringify(part).length;
      if (this.#free >= 0) this.#parts.push(part);
    }
    if ((type !== "text" && type !== "reasoning") || !text) return;
    const piece = text.slice(0, Math.max(0, this.#free));
    this.#free -= piece.length;
    const last = this.#parts.at(-1);
    if (last?.type === type) last.content += piece;
    else if (piece) this.#parts.push({ type, content: piece });
  }

  attributes(): Attributes {
    const asked = newest(this.#request.messages).map(({ role, content }) => ({
      role,
      parts: [{ type: "text", content }],
    }));
    const answered = [{ role: "assistant", parts: this.#parts, finish_reason: this.#finishReason }];
    return {
      "gen_ai.input.messages": JSON.stringify(asked),
      "gen_ai.output.messages": JSON.stringify(answered),
    };
  }
}

/** The last messages of a conversation, as many as fit whole. */
function newest(messages: ConversationRequest["messages"]): ConversationRequest["messages"] {
  let first = messages.length;
  for (let length = 0; first > 0; first--) {
    length += messages[first - 1]?.content.length ?? 0;
    if (length > longest) break;
  }
  return messages.slice(first);
}
