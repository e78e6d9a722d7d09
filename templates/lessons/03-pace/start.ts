import type { Handler } from "./llmbrick/types.ts";
import { ask } from "./toy-model.ts";

export const handler: Handler = async function* (request, { signal }) {
  let text = "";
  for await (const piece of ask(request.messages, { signal })) text += piece;
  yield { id: "all", type: "text", text, progress: "IN_PROGRESS" };
  yield { id: "done", type: "done", progress: "DONE" };
};
