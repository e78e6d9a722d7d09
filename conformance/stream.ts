import assert from "node:assert/strict";
import type { Answer } from "./server.ts";

/** One frame of an answer. */
export interface Frame {
  event: string;
  data: unknown;
}

/** The frames of a whole stream. Throws for text that is none. */
export function framesOf({ status, headers, text }: Answer): Frame[] {
  assert.equal(status, 200, text);
  assert.match(headers["content-type"] ?? "", /^text\/event-stream/);
  let last: number | undefined;
  return text
    .split(/(?<=\n\n)/)
    .filter((part) => part !== ": keep-alive\n\n" && part !== "")
    .map((part) => {
      // An answer that can be read again from any event on numbers its frames.
      const match = /^(?:id: (\d+)\n)?event: (message|error)\ndata: (.*)\n\n$/.exec(part);
      assert.ok(match, `Not a frame: ${JSON.stringify(part)}`);
      const [, id, event = "", data = ""] = match;
      if (last !== undefined) assert.equal(Number(id), last + 1, "the number of a frame");
      if (id !== undefined) last = Number(id);
      return { event, data: JSON.parse(data) };
    });
}

const isText = (value: unknown) => typeof value === "string";
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/**
 * Throws unless the data of a frame is an event's: all keys, in their order, with values of their types. LLMBrick's own
 * server spells nested keys in snake_case.
 */
export function expectIsEvent(found: unknown): void {
  assert.ok(isObject(found), `No object: ${JSON.stringify(found)}`);
  assert.deepEqual(Object.keys(found), Object.keys(data()));
  const { id, type, model, text, progress, context, metadata } = found as Record<string, unknown>;
  const startsWith = (value: unknown, ...spellings: readonly (readonly string[])[]) =>
    value === null ||
    (isObject(value) &&
      spellings.some((keys) => keys.every((key, index) => Object.keys(value)[index] === key)));
  const faults = Object.entries({
    id: isText(id) && id !== "",
    type: isText(type) && type !== "",
    model: model === null || isText(model),
    text: text === null || isText(text),
    progress: ["IN_PROGRESS", "DONE", "ERROR"].includes(String(progress)),
    context: startsWith(context, ["conversationId", "cursor"], ["conversation_id", "cursor"]),
    metadata: startsWith(metadata, ["searchResults", "attachments"], ["search_results", "attachments"]),
  }).filter(([, isRight]) => !isRight);
  assert.deepEqual(faults, [], JSON.stringify(found));
}

export const errorFrame = (error: string, details: string = error): Frame => ({
  event: "error",
  data: { error, details },
});

/** An event, with these fields, as a handler yields it. */
export const event = (fields: object = {}) => ({ id: "1", type: "text", progress: "IN_PROGRESS", ...fields });

/** The data of such an event on the wire. */
export const data = (fields: object = {}) => ({
  id: "1",
  type: "text",
  model: null,
  text: null,
  progress: "IN_PROGRESS",
  context: null,
  metadata: null,
  ...fields,
});
