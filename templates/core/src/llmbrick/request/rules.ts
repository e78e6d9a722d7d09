import type { ResolvedConfig } from "../config/config.ts";
import { ValidationException } from "../errors.ts";
import { codePoints, quote } from "../log/text.ts";
import type { ConversationRequest } from "../types.ts";

/** Judges requests in place of `defaultRules`. Throws a `ValidationException` to refuse one. */
export type CustomValidator = (request: ConversationRequest, config: ResolvedConfig) => void | Promise<void>;

/**
 * The protocol's business rules. A `customValidator` that only adds to them calls this first.
 * @throws {ValidationException} for the first rule that a request breaks
 */
export function defaultRules(request: ConversationRequest, config: ResolvedConfig): void {
  const broken = brokenRule(request, config);
  if (broken !== undefined) throw new ValidationException(broken);
}

const roles = new Set(["system", "user", "assistant"]);

/** What is wrong with a request; `undefined` if nothing is. */
function brokenRule({ messages, model }: ConversationRequest, config: ResolvedConfig): string | undefined {
  const { maxMessagesCount, maxMessageLength, allowedModels } = config;
  if (messages.length === 0) return "Messages cannot be empty";
  if (messages.length > maxMessagesCount)
    return `Too many messages: ${messages.length} > ${maxMessagesCount}`;
  for (const [index, { content }] of messages.entries()) {
    // A string has at least as many UTF-16 units as code points, so most need no counting.
    if (content.length <= maxMessageLength) continue;
    const length = codePoints(content);
    if (length > maxMessageLength) return `Message ${index} too long: ${length} > ${maxMessageLength}`;
  }
  if (messages.filter(({ role }) => role === "system").length > 1) return "Only one system message allowed";
  if (messages.at(-1)?.role !== "user") return "Last message must be from user";
  for (const [index, { role }] of messages.entries()) {
    if (!roles.has(role)) return `Invalid role '${quote(role)}' in message ${index}`;
  }
  return allowedModels.includes(model) ? undefined : `Unsupported model: ${quote(model)}`;
}
