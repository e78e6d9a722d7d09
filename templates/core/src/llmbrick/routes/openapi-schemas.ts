import type { ResolvedConfig } from "../config/config.ts";

/** Points to one of the document's schemas. */
export const ref = (schema: string) => ({ $ref: `#/components/schemas/${schema}` });
export const string = { type: "string" };
const stringOrNull = { type: ["string", "null"] };
const filled = { type: "string", minLength: 1 };

/** An object with all of these keys, and no others. */
export const object = (properties: Record<string, object>) => ({
  type: "object",
  required: Object.keys(properties),
  properties,
  additionalProperties: false,
});

/** What goes over the wire, but for the request. */
export const schemas = {
  Message: object({
    role: { type: "string", description: '"system", "user" or "assistant"', examples: ["user"] },
    content: string,
  }),
  ConversationEvent: object({
    id: filled,
    type: { ...filled, examples: ["text", "meta", "done"] },
    model: stringOrNull,
    text: stringOrNull,
    progress: { enum: ["IN_PROGRESS", "DONE", "ERROR"] },
    context: { anyOf: [{ type: "null" }, object({ conversationId: stringOrNull, cursor: stringOrNull })] },
    metadata: {
      anyOf: [
        { type: "null" },
        { ...object({ searchResults: {}, attachments: {} }), additionalProperties: true },
      ],
    },
  }),
  StreamError: object({ error: string, details: string }),
  ValidationFaults: object({
    detail: {
      type: "array",
      minItems: 1,
      items: object({
        type: { type: "string", examples: ["missing", "string_type"] },
        loc: {
          type: "array",
          items: { type: ["string", "integer"] },
          description: "The way to the fault in the body.",
          examples: [["body", "messages", 0, "content"]],
        },
        msg: { type: "string", examples: ["Field required"] },
      }),
    },
  }),
};

/** What a request should hold. The server also takes lax forms, and says so here in words alone. */
export function requestSchema({ allowedModels, maxMessagesCount, maxMessageLength }: ResolvedConfig) {
  const properties = {
    model: { type: "string", description: `One of: ${allowedModels.join(", ")}.`, examples: allowedModels },
    messages: {
      type: "array",
      items: ref("Message"),
      description: `1 to ${maxMessagesCount} messages of at most ${maxMessageLength} Unicode code points. One at most is from "system"; the last is from "user".`,
    },
    sessionId: { type: "string", description: "Names the conversation." },
    stream: {
      type: "boolean",
      default: true,
      description:
        "The answer is a stream in either case. Also accepted: 0, 1, and the words true, false, yes, no, on, off, t, f, y, n, 1, 0, in any case.",
    },
    clientId: stringOrNull,
    temperature: { type: ["number", "null"], description: "Also accepted: a number in a string." },
    maxTokens: { type: ["integer", "null"], description: "Also accepted: a whole number in a string." },
    tools: { type: ["array", "null"] },
    toolChoice: {},
    sourceLanguage: stringOrNull,
  };
  return {
    ...object(properties),
    required: ["model", "messages", "sessionId"],
    description:
      "Each name may be in snake_case instead (`session_id`). A model or messages other than described are not refused by status: the answer is then a stream of one error frame.",
  };
}
