import { ModelException } from "./llmbrick/errors.ts";
import type { Handler } from "./llmbrick/types.ts";
import { pieces, ToyModelError } from "./toy-model.ts";

const TRIES = 3;

export const handler: Handler = async function* (request, { signal }) {
  for (let tries = 1; ; tries++) {
    try {
      for await (const { id, text } of pieces(request.messages, { signal })) {
        yield { id: `piece-${id}`, type: "text", text, progress: "IN_PROGRESS" };
      }
      break;
    } catch (error) {
      const brokeOff = error instanceof ToyModelError && error.status === undefined;
      if (!brokeOff || tries === TRIES)
        throw new ModelException("The model can't be reached", null, { cause: error });
    }
  }
  yield { id: "done", type: "done", progress: "DONE" };
};
