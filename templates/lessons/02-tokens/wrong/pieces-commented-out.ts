import type { Handler } from "./llmbrick/types.ts";

export const handler: Handler = async function* (request) {
  const text = request.messages.at(-1)?.content ?? "";
  yield { id: "all", type: "text", text, progress: "IN_PROGRESS" };
  // for (const word of text.split(" ")) yield word;
  yield { id: "done", type: "done", progress: "DONE" };
};
