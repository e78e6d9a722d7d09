import { ModelException } from "./llmbrick/errors.ts";
import type { Handler } from "./llmbrick/types.ts";
import { piecesOf, ToyModelError } from "./toy-model.ts";

export const handler: Handler = async function* (request, { signal }) {
  const endpoint = `${process.env.OPENAI_BASE_URL}/chat/completions`;
  let response = await fetch(endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ model: "toy", messages: request.messages, stream: true }),
    signal,
  });
  if (!response.ok) throw new ModelException(`The model answers ${response.status}`);

  const address = new URL(response.headers.get("Content-Location") ?? "", endpoint);
  let last = "0";
  for (;;) {
    try {
      for await (const { id, text } of piecesOf(response, signal)) {
        last = id;
        yield { id: `piece-${id}`, type: "text", text, progress: "IN_PROGRESS" };
      }
      break;
    } catch (error) {
      if (!(error instanceof ToyModelError)) throw error;
    }
    response = await fetch(address, { headers: { "Last-Event-ID": last }, signal });
    if (response.status !== 200)
      throw new ModelException(`The rest of the answer is gone: ${response.status}`);
  }
  yield { id: "done", type: "done", progress: "DONE" };
};
