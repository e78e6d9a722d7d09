import type { Handler } from "./llmbrick/types.ts";
import { ask } from "./toy-model.ts";

export const handler: Handler = async function* (request, { signal }) {
  let count = 0;
  for await (const text of ask(request.messages, { signal })) {
    if (count === 0) yield { id: "status", type: "status", progress: "IN_PROGRESS" };
    yield { id: `piece-${++count}`, type: "text", text, progress: "IN_PROGRESS" };
  }
  yield { id: "done", type: "done", progress: "DONE" };
};
