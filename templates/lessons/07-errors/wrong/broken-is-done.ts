import { ModelException } from "./llmbrick/errors.ts";
import type { Handler } from "./llmbrick/types.ts";
import { ask, ToyModelError } from "./toy-model.ts";

export const handler: Handler = async function* (request, { signal }) {
  let count = 0;
  try {
    for await (const text of ask(request.messages, { signal })) {
      yield { id: `piece-${++count}`, type: "text", text, progress: "IN_PROGRESS" };
    }
  } catch (error) {
    if (error instanceof ToyModelError && error.status === undefined) {
      return yield { id: "done", type: "done", progress: "DONE" };
    }
    throw error instanceof ToyModelError ? new ModelException(advice(error), null, { cause: error }) : error;
  }
  yield { id: "done", type: "done", progress: "DONE" };
};

function advice({ status, retryAfter }: ToyModelError): string {
  if (status === 429) return `The model is busy. Ask again in ${retryAfter} seconds.`;
  if (status === undefined) return "The answer broke off and is not whole. Ask again.";
  return "The model does not work now. Tell whoever runs this server.";
}
