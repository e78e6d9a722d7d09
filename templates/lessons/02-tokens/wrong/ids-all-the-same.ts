import type { Handler } from "./llmbrick/types.ts";

export const handler: Handler = async function* (request) {
  const text = request.messages.at(-1)?.content ?? "";
  for (const word of text.split(/(?<= )/)) {
    yield { id: "word", type: "text", text: word, progress: "IN_PROGRESS" };
  }
  yield { id: "done", type: "done", progress: "DONE" };
};
