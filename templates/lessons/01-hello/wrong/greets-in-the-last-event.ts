import type { Handler } from "./llmbrick/types.ts";

export const handler: Handler = async function* (request) {
  const name = request.messages.at(-1)?.content;
  yield { id: "1", type: "done", text: `Hello, ${name}!`, progress: "DONE" };
};
