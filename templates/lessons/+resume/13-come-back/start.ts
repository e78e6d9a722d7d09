import { ModelException } from "./llmbrick/errors.ts";
import type { Handler } from "./llmbrick/types.ts";
import { piecesOf } from "./toy-model.ts";

export const handler: Handler = async function* (request, { signal }) {
  const endpoint = `${process.env.OPENAI_BASE_URL}/chat/completions`;
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ model: "toy", messages: request.messages, stream: true }),
    signal,
  });
  if (!response.ok) throw new ModelException(`The model answers ${response.status}`);

  for await (const { id, text } of piecesOf(response, signal)) {
    yield { id: `piece-${id}`, type: "text", text, progress: "IN_PROGRESS" };
  }
  yield { id: "done", type: "done", progress: "DONE" };
};
