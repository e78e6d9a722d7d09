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
  return text
    .split(/(?<=\n\n)/)
    .filter((part) => part !== ": keep-alive\n\n" && part !== "")
    .map((part) => {
      const match = /^event: (message|error)\ndata: (.*)\n\n$/.exec(part);
      assert.ok(match, `Not a frame: ${JSON.stringify(part)}`);
      return { event: match[1] as string, data: JSON.parse(match[2] as string) };
    });
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
