import type { Handler } from "./llmbrick/types.ts";
import { ask } from "./toy-model.ts";

export const handler: Handler = async function* (request, { signal }) {
  let count = 0;
  for await (const text of ask(request.messages)) {
    if (signal.aborted) return;
    yield { id: `piece-${++count}`, type: "text", text, progress: "IN_PROGRESS" };
  }
  yield { id: "done", type: "done", progress: "DONE" };
};
