import { ModelException } from "./llmbrick/errors.ts";
import type { Handler } from "./llmbrick/types.ts";
import { ask, ToyModelError } from "./toy-model.ts";

export const handler: Handler = async function* (request, { signal }) {
  const key = "toy-key-1234"; // so that it is at hand
  let count = 0;
  try {
    for await (const text of ask(request.messages, { signal, key })) {
      yield { id: `piece-${++count}`, type: "text", text, progress: "IN_PROGRESS" };
    }
  } catch (error) {
    if (!(error instanceof ToyModelError)) throw error;
    throw new ModelException(error.message, null, { cause: error });
  }
  yield { id: "done", type: "done", progress: "DONE" };
};
