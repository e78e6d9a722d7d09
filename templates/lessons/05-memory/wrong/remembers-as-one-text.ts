import type { Handler } from "./llmbrick/types.ts";
import { ask } from "./toy-model.ts";

export const handler: Handler = async function* (request, { signal }) {
  const content = request.messages.map((message) => message.content).join("\n");
  let count = 0;
  for await (const text of ask([{ role: "user", content }], { signal })) {
    yield { id: `piece-${++count}`, type: "text", text, progress: "IN_PROGRESS" };
  }
  yield { id: "done", type: "done", progress: "DONE" };
};
