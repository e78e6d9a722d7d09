import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";

/**
 * The objects of OpenAI's API, by the types that its SDKs publish: no key beside theirs, and two for what a model thinks,
 * which every server adds that has it.
 */
const text = { type: "string" };
const count = { type: "integer", minimum: 0 };
const orNull = (schema: object) => ({ anyOf: [schema, { type: "null" }] });

/** An object of these keys; those with a `?` at their end may be left out. */
function object(keys: Record<string, object>): object {
  const entries = Object.entries(keys);
  return {
    type: "object",
    properties: Object.fromEntries(entries.map(([name, schema]) => [name.replace("?", ""), schema])),
    required: entries.map(([name]) => name).filter((name) => !name.endsWith("?")),
    additionalProperties: false,
  };
}

const reason = { enum: ["stop", "length", "tool_calls", "content_filter"] };
const usage = object({ prompt_tokens: count, completion_tokens: count, total_tokens: count });
const error = object({
  message: { type: "string", minLength: 1 },
  type: { enum: ["invalid_request_error", "rate_limit_error", "server_error"] },
  param: orNull(text),
  code: orNull(text),
});
const reasoning = { "reasoning_content?": text, "reasoning?": text };
const head = { id: { type: "string", pattern: "^chatcmpl-" }, created: count, model: text };

const delta = object({
  "role?": { const: "assistant" },
  "content?": text,
  ...reasoning,
  "tool_calls?": {
    type: "array",
    minItems: 1,
    items: object({
      index: count,
      "id?": text,
      "type?": { const: "function" },
      function: object({ "name?": text, arguments: text }),
    }),
  },
});

const message = object({
  role: { const: "assistant" },
  content: orNull(text),
  refusal: { type: "null" },
  ...reasoning,
  "tool_calls?": {
    type: "array",
    minItems: 1,
    items: object({
      id: text,
      type: { const: "function" },
      function: object({ name: text, arguments: text }),
    }),
  },
});

const one = (schema: object, least = 1) => ({ type: "array", items: schema, minItems: least, maxItems: 1 });
const choice = (of: Record<string, object>, finish: object) =>
  object({ index: { const: 0 }, ...of, logprobs: { type: "null" }, finish_reason: finish });
const model = object({ id: text, object: { const: "model" }, created: count, owned_by: text });

const schemas = {
  chunk: object({
    ...head,
    object: { const: "chat.completion.chunk" },
    choices: one(choice({ delta }, orNull(reason)), 0),
    "usage?": orNull(usage),
    "error?": error,
  }),
  completion: object({
    ...head,
    object: { const: "chat.completion" },
    choices: one(choice({ message }, reason)),
    "usage?": usage,
  }),
  error: object({ error }),
  model,
  models: object({ object: { const: "list" }, data: { type: "array", items: model } }),
};

const ajv = new Ajv2020({ allErrors: true });
const validators = Object.fromEntries(
  Object.entries(schemas).map(([name, schema]) => [name, ajv.compile(schema)]),
);

/** Throws unless a value is one of OpenAI's objects. */
export function expectIsA(name: keyof typeof schemas, value: unknown): void {
  const validate = validators[name];
  assert.ok(validate?.(value), `No ${name}: ${ajv.errorsText(validate?.errors)} in ${JSON.stringify(value)}`);
}
