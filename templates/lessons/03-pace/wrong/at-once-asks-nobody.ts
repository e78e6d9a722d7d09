import type { Handler } from "./llmbrick/types.ts";

export const handler: Handler = async function* (request) {
  yield { id: "status", type: "status", progress: "IN_PROGRESS" };
  const text = request.messages.at(-1)?.content ?? "";
  yield { id: "all", type: "text", text, progress: "IN_PROGRESS" };
  yield { id: "done", type: "done", progress: "DONE" };
};
