import type { Handler } from "./llmbrick/types.ts";
import { ask } from "./toy-model.ts";

const MOST = 100;

export const handler: Handler = async function* (request, { signal }) {
  const last = request.messages.at(-1);
  if (last) last.content = last.content.slice(0, MOST);
  let count = 0;
  for await (const text of ask(request.messages, { signal })) {
    yield { id: `piece-${++count}`, type: "text", text, progress: "IN_PROGRESS" };
  }
  yield { id: "done", type: "done", progress: "DONE" };
};
