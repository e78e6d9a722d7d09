import { ModelException } from "./llmbrick/errors.ts";
import type { Handler } from "./llmbrick/types.ts";
import { ask, ToyModelError } from "./toy-model.ts";

export const handler: Handler = async function* (request, { signal }) {
  const key = process.env.OPENAI_API_KEY;
  if (!key) throw new Error("OPENAI_API_KEY is not set on this server");
  let count = 0;
  try {
    for await (const text of ask(request.messages, { signal, key })) {
      yield { id: `piece-${++count}`, type: "text", text, progress: "IN_PROGRESS" };
    }
  } catch (error) {
    if (!(error instanceof ToyModelError)) throw error;
    throw new ModelException(`The model refused (${error.status ?? "it broke off"})`, null, { cause: error });
  }
  yield { id: "done", type: "done", progress: "DONE" };
};
