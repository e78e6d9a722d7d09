import type OpenAI from "openai";
import { FrameParser } from "./llmbrick/client.ts";
import { failureOf, ModelFailure } from "./model/failure.ts";

type Chunk = OpenAI.ChatCompletionChunk;

/** The chunks of an answer. The SDK's own stream would take one that was cut for whole. */
export async function* chunksOf(response: Response): AsyncGenerator<Chunk> {
  if (/json|html/.test(response.headers.get("content-type") ?? "")) {
    const { choices, ...rest } = parse(await response.text());
    // In an answer that is not streamed, a choice has its whole message.
    return yield {
      ...rest,
      choices: choices?.map((choice) => ({ ...choice, delta: Object(choice).message })),
    };
  }
  const parser = new FrameParser();
  for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    for (const { event, data } of parser.push(text)) {
      if (data === "[DONE]") return;
      const chunk = parse(data);
      if (event === "error") throw failureOf(chunk);
      yield chunk;
    }
  }
  throw new ModelFailure("truncated");
}

function parse(text: string): Chunk {
  let chunk: Chunk & { error?: unknown };
  try {
    chunk = JSON.parse(text);
  } catch {
    const cause = new Error(`Not JSON: ${text.slice(0, 200)}`);
    throw new ModelFailure("unavailable", { cause, retryable: false });
  }
  if (chunk.error) throw failureOf(chunk.error);
  return chunk;
}
