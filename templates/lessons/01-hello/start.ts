import type { Handler } from "./llmbrick/types.ts";

export const handler: Handler = async function* (_request) {
  yield { id: "1", type: "text", text: "Hello, nobody!", progress: "IN_PROGRESS" };
};
