import { eventKeys, messageFrame } from "../stream/event.ts";
import type { ConversationEvent } from "../types.ts";

/**
 * What a handler has yielded, which may be anything, as the event that it has to be.
 * @throws {InvalidEvent} as `messageFrame` does
 */
export function checkedEvent(event: unknown): ConversationEvent {
  try {
    if (isPlain(event)) return event;
  } catch {
    // What it is that can't be read is found out below.
  }
  messageFrame(event);
  return event as ConversationEvent;
}

/** Whether an event is valid and has a text alone, as nearly every one: to write it, only to check it, takes far longer. */
function isPlain(event: unknown): event is ConversationEvent {
  if (typeof event !== "object" || event === null) return false;
  for (const key in event) if (!eventKeys.has(key)) return false;
  const { id, type, model, text, progress, context, metadata } = event as Record<string, unknown>;
  return (
    progress === "IN_PROGRESS" &&
    isFilled(id) &&
    isFilled(type) &&
    typeof text === "string" &&
    (typeof model === "string" || (model ?? null) === null) &&
    (context ?? metadata ?? null) === null
  );
}

const isFilled = (value: unknown) => typeof value === "string" && value !== "";
