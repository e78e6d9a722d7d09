import { ValidationException } from "./llmbrick/errors.ts";
import type { Handler } from "./llmbrick/types.ts";
import { ask } from "./toy-model.ts";

const MOST = 100;

export const handler: Handler = async function* (request, { signal }) {
  // Characters as a reader counts them: an emoji is one, though it is two units of a string.
  const length = Array.from(request.messages.at(-1)?.content ?? "").length;
  if (length >= MOST)
    throw new ValidationException(`The question has ${length} characters; at most ${MOST} are allowed.`);
  let count = 0;
  for await (const text of ask(request.messages, { signal })) {
    yield { id: `piece-${++count}`, type: "text", text, progress: "IN_PROGRESS" };
  }
  yield { id: "done", type: "done", progress: "DONE" };
};
