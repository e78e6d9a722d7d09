import type { Handler } from "./llmbrick/types.ts";

export const handler: Handler = async function* (_request) {
  yield { id: "done", type: "done", progress: "DONE" };
};
