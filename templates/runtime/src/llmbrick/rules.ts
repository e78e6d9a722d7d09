import type { ResolvedConfig } from "./config.ts";
import { ValidationException } from "./errors.ts";
import type { ConversationRequest } from "./types.ts";

const roles = new Set(["system", "user", "assistant"]);

/** The business rules, checked in this order. Throws a `ValidationException` for the first that is broken. */
export function checkRules({ messages, model }: ConversationRequest, config: ResolvedConfig): void {
  const { maxMessagesCount, maxMessageLength, allowedModels } = config;
  const broken = (message: string) => {
    throw new ValidationException(message);
  };

  if (messages.length === 0) broken("Messages cannot be empty");
  if (messages.length > maxMessagesCount)
    broken(`Too many messages: ${messages.length} > ${maxMessagesCount}`);
  for (const [index, { content }] of messages.entries()) {
    // A string has at least as many UTF-16 units as code points, so most need no counting.
    if (content.length <= maxMessageLength) continue;
    const length = codePoints(content);
    if (length > maxMessageLength) broken(`Message ${index} too long: ${length} > ${maxMessageLength}`);
  }
  if (messages.filter(({ role }) => role === "system").length > 1) broken("Only one system message allowed");
  if (messages.at(-1)?.role !== "user") broken("Last message must be from user");
  for (const [index, { role }] of messages.entries()) {
    if (!roles.has(role)) broken(`Invalid role '${role}' in message ${index}`);
  }
  if (!allowedModels.includes(model)) broken(`Unsupported model: ${model}`);
}

/** The length of a text in Unicode code points; a lone surrogate counts as one. */
function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
