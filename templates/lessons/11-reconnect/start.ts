import type { Handler } from "./llmbrick/types.ts";
import { pieces } from "./toy-model.ts";

export const handler: Handler = async function* (request, { signal }) {
  for await (const { id, text } of pieces(request.messages, { signal })) {
    yield { id: `piece-${id}`, type: "text", text, progress: "IN_PROGRESS" };
  }
  yield { id: "done", type: "done", progress: "DONE" };
};
