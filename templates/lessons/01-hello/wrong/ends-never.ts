import type { Handler } from "./llmbrick/types.ts";

export const handler: Handler = async function* (request) {
  const name = request.messages.at(-1)?.content;
  yield { id: "1", type: "text", text: `Hello, ${name}!`, progress: "IN_PROGRESS" };
  // yield { id: "2", type: "done", progress: "DONE" };
};
