import { FrameParser } from "./llmbrick/client.ts";
import { ModelException } from "./llmbrick/errors.ts";
import type { Handler } from "./llmbrick/types.ts";

export const handler: Handler = async function* (request, { signal }) {
  const { model, messages, temperature } = request;
  const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Authorization: `Bearer ${process.env.OPENAI_API_KEY}`,
    },
    body: JSON.stringify({ model, messages, stream: true, ...(temperature !== null && { temperature }) }),
    signal,
  });
  if (!response.ok || !response.body) throw new ModelException(`The model answered ${response.status}`);

  const parser = new FrameParser();
  let count = 0;
  let isWhole = false;
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    for (const { data } of parser.push(chunk)) {
      isWhole ||= data === "[DONE]";
      const text = isWhole ? undefined : JSON.parse(data).choices[0]?.delta?.content;
      if (text) yield { id: `piece-${++count}`, type: "text", text, progress: "IN_PROGRESS" };
    }
  }
  // if (!isWhole) throw …
  yield { id: "done", type: "done", progress: "DONE" };
};
