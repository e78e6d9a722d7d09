import assert from "node:assert/strict";
import { count, list, matching, nothing, object, oneOf, orNull, type Shape, text } from "./shape.ts";

/**
 * The objects of OpenAI's API, by the types that its SDKs publish: no key beside theirs, and two for what a model thinks,
 * which every server adds that has it.
 */
const reason = oneOf("stop", "length", "tool_calls", "content_filter");
const usage = object({ prompt_tokens: count, completion_tokens: count, total_tokens: count });
const error = object({
  message: matching(/./s),
  type: oneOf("invalid_request_error", "rate_limit_error", "server_error"),
  param: orNull(text),
  code: orNull(text),
});
const reasoning = { "reasoning_content?": text, "reasoning?": text };
const head = { id: matching(/^chatcmpl-/), created: count, model: text };

const partOfCall = object({
  index: count,
  "id?": text,
  "type?": oneOf("function"),
  function: object({ "name?": text, arguments: text }),
});
const delta = object({
  "role?": oneOf("assistant"),
  "content?": text,
  ...reasoning,
  "tool_calls?": list(partOfCall, 1),
});

const call = object({
  id: text,
  type: oneOf("function"),
  function: object({ name: text, arguments: text }),
});
const message = object({
  role: oneOf("assistant"),
  content: orNull(text),
  refusal: nothing,
  ...reasoning,
  "tool_calls?": list(call, 1),
});

const choice = (of: Record<string, Shape>, finish: Shape) =>
  object({ index: oneOf(0), ...of, logprobs: nothing, finish_reason: finish });
const model = object({ id: text, object: oneOf("model"), created: count, owned_by: text });

const objects = {
  chunk: object({
    ...head,
    object: oneOf("chat.completion.chunk"),
    choices: list(choice({ delta }, orNull(reason)), 0, 1),
    "usage?": orNull(usage),
    "error?": error,
  }),
  completion: object({
    ...head,
    object: oneOf("chat.completion"),
    choices: list(choice({ message }, reason), 1, 1),
    "usage?": usage,
  }),
  error: object({ error }),
  model,
  models: object({ object: oneOf("list"), data: list(model) }),
} satisfies Record<string, Shape>;

/** Throws unless a value is one of OpenAI's objects. */
export function expectIsA(name: keyof typeof objects, value: unknown): void {
  const faults = objects[name](value, name);
  assert.ok(faults.length === 0, `${faults.join(", ")} in ${JSON.stringify(value)}`);
}
