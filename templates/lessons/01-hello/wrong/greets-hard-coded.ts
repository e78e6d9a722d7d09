import type { Handler } from "./llmbrick/types.ts";

export const handler: Handler = async function* (_request) {
  yield { id: "1", type: "text", text: "Hello, you!", progress: "IN_PROGRESS" };
  yield { id: "2", type: "done", progress: "DONE" };
};
