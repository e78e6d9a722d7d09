import type { Handler } from "./llmbrick/types.ts";

export const handler: Handler = async function* (request) {
  const text = request.messages.at(-1)?.content ?? "";
  for (const [index, word] of Array.from(text).entries()) {
    yield { id: `word-${index}`, type: "text", text: word, progress: "IN_PROGRESS" };
  }
  yield { id: "done", type: "done", progress: "DONE" };
};
