import { randomUUID } from "node:crypto";
import type { ResolvedConfig } from "../config/config.ts";
import { codePoints, quote } from "../log/text.ts";
import { maxDepth } from "../request/body.ts";
import { isDeeperThan } from "../request/json.ts";
import type { ConversationRequest, Message } from "../types.ts";
import { Fault, noSuchModel } from "./faults.ts";

type Json = Record<string, unknown>;

/** A request of OpenAI's in the server's own words. */
export interface OpenAiRequest {
  request: ConversationRequest;
  /** The text of each message, as it was sent. */
  texts: string[];
  includeUsage: boolean;
}

/**
 * Reads a request. What the server has no use for is ignored; null says the same as nothing.
 * @throws {Fault}
 */
export function readOpenAiRequest(value: unknown): OpenAiRequest {
  if (!isObject(value)) throw new Fault("The body must be a JSON object");
  const { model, messages } = value;
  if (typeof model !== "string") throw new Fault("model must be a string", "model");
  if (!Array.isArray(messages)) throw new Fault("messages must be a list", "messages");
  if ((value.n ?? 1) !== 1) throw new Fault("n must be 1: this server gives one answer to a request", "n");
  const usesTools = messages.some(
    (message) => isObject(message) && (message.role === "tool" || message.tool_calls),
  );
  const request: ConversationRequest = {
    model,
    messages: inOwnWords(messages),
    sessionId: randomUUID(),
    stream: optional(value, "stream", isBoolean, "true or false") ?? false,
    clientId: optional(value, "user", isString, "a string"),
    temperature: optional(value, "temperature", isNumber, "a number"),
    maxTokens:
      optional(value, "max_completion_tokens", isInteger, "an integer") ??
      optional(value, "max_tokens", isInteger, "an integer"),
    // Without any, handlers take what messages say of tools for plain text.
    tools: optional(value, "tools", Array.isArray, "a list") ?? (usesTools ? [] : null),
    toolChoice: value.tool_choice ?? null,
    sourceLanguage: null,
  };
  const options = optional(value, "stream_options", isObject, "an object");
  const texts = messages.map((message, index) => textOf(message, `messages[${index}]`));
  return { request, texts, includeUsage: options?.include_usage === true };
}

/**
 * The business rules for such a request: what the server's own say of its size and of the model.
 * @throws {Fault} for the first that is broken
 */
export function openAiRules({ request, texts }: OpenAiRequest, config: ResolvedConfig): void {
  const { allowedModels, maxMessagesCount, maxMessageLength } = config;
  if (texts.length === 0) throw new Fault("Messages cannot be empty", "messages");
  if (!allowedModels.includes(request.model)) throw noSuchModel(request.model, allowedModels);
  if (texts.length > maxMessagesCount)
    throw new Fault(`Too many messages: ${texts.length} > ${maxMessagesCount}`, "messages");
  for (const [index, text] of texts.entries()) {
    if (text.length <= maxMessageLength) continue;
    const length = codePoints(text);
    if (length > maxMessageLength)
      throw new Fault(
        `Message ${index} too long: ${length} > ${maxMessageLength}`,
        `messages[${index}].content`,
      );
  }
}

const roles: Record<string, Message["role"]> = {
  system: "system",
  developer: "system",
  user: "user",
  assistant: "assistant",
};

/** The messages as handlers know them: what they say of tools is JSON in their content. */
function inOwnWords(given: unknown[]): Message[] {
  const messages: Message[] = [];
  /** What came of the calls of one message: it goes into one message. */
  let results: Json[] = [];
  for (const [index, message] of given.entries()) {
    const place = `messages[${index}]`;
    if (!isObject(message)) throw new Fault(`${place} must be an object`, place);
    const name = required(message, "role", place);
    const content = textOf(message, place);
    if (name === "tool") {
      const id = required(message, "tool_call_id", place);
      if (results.length === 0) messages.push({ role: "user", content: "" });
      results.push({ id, content });
      Object.assign(messages.at(-1) as Message, { content: JSON.stringify({ tool_results: results }) });
      continue;
    }
    results = [];
    const role = Object.hasOwn(roles, name) ? roles[name] : undefined;
    if (!role) {
      const allowed = [...Object.keys(roles), "tool"].join(", ");
      throw new Fault(
        `${place}.role is ${JSON.stringify(quote(name))}: expected one of ${allowed}`,
        `${place}.role`,
      );
    }
    const calls = role === "assistant" ? callsOf(message, place) : [];
    const withCalls = { tool_calls: calls, ...(content !== "" && { text: content }) };
    messages.push({ role, content: calls.length > 0 ? JSON.stringify(withCalls) : content });
  }
  return messages;
}

/** The text of a message: the content itself, or its parts joined. */
function textOf(message: unknown, place: string): string {
  const { role, content } = message as Json;
  const at = `${place}.content`;
  if (typeof content === "string") return content;
  if ((content ?? null) === null && role === "assistant") return "";
  if (!Array.isArray(content)) throw new Fault(`${at} must be a string, or a list of parts`, at);
  return content
    .map((part, index) => {
      if (isObject(part) && part.type === "text" && typeof part.text === "string") return part.text;
      const type = isObject(part) && typeof part.type === "string" ? quote(part.type) : "unknown";
      const where = `${at}[${index}]`;
      throw new Fault(`${where} is of type ${JSON.stringify(type)}: this server takes text alone`, where);
    })
    .join("");
}

function callsOf({ tool_calls: calls }: Json, place: string): Json[] {
  const at = `${place}.tool_calls`;
  if ((calls ?? null) === null) return [];
  if (!Array.isArray(calls)) throw new Fault(`${at} must be a list`, at);
  return calls.map((call, index) => {
    const where = `${at}[${index}]`;
    if (!isObject(call) || !isObject(call.function))
      throw new Fault(`${where} must be a call of a function`, where);
    const name = required(call.function, "name", `${where}.function`);
    return { id: required(call, "id", where), name, arguments: argumentsOf(call.function, where) };
  });
}

function argumentsOf({ arguments: given }: Json, where: string): Json {
  const text = given ?? "";
  if (typeof text === "string" && !isDeeperThan(maxDepth, text)) {
    try {
      const value: unknown = JSON.parse(text || "{}");
      if (isObject(value)) return value;
    } catch {}
  }
  const at = `${where}.function.arguments`;
  throw new Fault(`${at} must be a JSON object, as a string`, at);
}

function required(object: Json, name: string, place: string): string {
  const value = object[name];
  if (typeof value === "string") return value;
  throw new Fault(`${place}.${name} must be a string`, `${place}.${name}`);
}

/** A field of the request; null where it has none. */
function optional<Value>(
  body: Json,
  name: string,
  isRight: (value: unknown) => value is Value,
  expected: string,
): Value | null {
  const value = body[name] ?? null;
  if (value === null || isRight(value)) return value;
  throw new Fault(`${name} must be ${expected}`, name);
}

const isString = (value: unknown) => typeof value === "string";
const isBoolean = (value: unknown) => typeof value === "boolean";
const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isInteger = (value: unknown): value is number => Number.isInteger(value);
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
