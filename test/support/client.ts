import type { ChatRequest } from "../../templates/core/src/llmbrick/client.ts";
import type { ConversationEvent } from "../../templates/core/src/llmbrick/types.ts";

export const request: ChatRequest = {
  model: "gpt-4o",
  messages: [{ role: "user", content: "你好" }],
  sessionId: "session-1",
};

export const eventStream = { "Content-Type": "text/event-stream; charset=utf-8" };

/** An event with what it must hold, and these fields. */
export const event = (fields: Partial<ConversationEvent> = {}): ConversationEvent => ({
  id: "1",
  type: "text",
  progress: "IN_PROGRESS",
  ...fields,
});

/** A frame as it is on the wire. */
export const frame = (value: unknown, name = "message") =>
  `event: ${name}\ndata: ${JSON.stringify(value)}\n\n`;
