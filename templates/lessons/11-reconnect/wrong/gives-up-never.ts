import { ModelException } from "./llmbrick/errors.ts";
import type { Handler } from "./llmbrick/types.ts";
import { pieces, ToyModelError } from "./toy-model.ts";

export const handler: Handler = async function* (request, { signal }) {
  let after: string | undefined;
  for (;;) {
    try {
      for await (const { id, text } of pieces(request.messages, { signal, after })) {
        after = id;
        yield { id: `piece-${id}`, type: "text", text, progress: "IN_PROGRESS" };
      }
      break;
    } catch (error) {
      const brokeOff = error instanceof ToyModelError && error.status === undefined;
      if (!brokeOff) throw new ModelException("The model can't be reached", null, { cause: error });
    }
  }
  yield { id: "done", type: "done", progress: "DONE" };
};
