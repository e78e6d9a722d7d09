import type { Handler } from "./llmbrick/types.ts";

export const handler: Handler = async function* (request, { signal }) {
  const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ model: "toy", messages: request.messages, stream: true }),
    signal,
  });
  if (!response.body) throw new Error("The model sent no body");

  let count = 0;
  for await (const bytes of response.body) {
    const text = textOf(new TextDecoder().decode(bytes)); // one chunk is one frame … is it?
    if (text) yield { id: `piece-${++count}`, type: "text", text, progress: "IN_PROGRESS" };
  }
  yield { id: "done", type: "done", progress: "DONE" };
};

/** The text in a frame of the model's. Other lines than its data are nothing to us. */
function textOf(frame: string): string | undefined {
  const line = frame.split("\n").find((line) => line.startsWith("data: "));
  if (!line || line === "data: [DONE]") return undefined;
  return JSON.parse(line.slice("data: ".length)).choices[0]?.delta?.content;
}
