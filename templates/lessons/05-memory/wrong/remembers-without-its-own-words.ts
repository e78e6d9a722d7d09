import type { Handler } from "./llmbrick/types.ts";
import { ask } from "./toy-model.ts";

export const handler: Handler = async function* (request, { signal }) {
  const messages = request.messages.filter(({ role }) => role !== "assistant");
  const hasSystem = messages.some(({ role }) => role === "system");
  const teacher = { role: "system" as const, content: "You are a patient teacher." };
  let count = 0;
  for await (const text of ask(hasSystem ? messages : [teacher, ...messages], { signal })) {
    yield { id: `piece-${++count}`, type: "text", text, progress: "IN_PROGRESS" };
  }
  yield { id: "done", type: "done", progress: "DONE" };
};
