import type { Handler } from "./llmbrick/types.ts";
import { ask } from "./toy-model.ts";

export const handler: Handler = async function* (request) {
  let count = 0;
  for await (const text of ask(request.messages /* , { signal } */)) {
    yield { id: `piece-${++count}`, type: "text", text, progress: "IN_PROGRESS" };
  }
  yield { id: "done", type: "done", progress: "DONE" };
};
