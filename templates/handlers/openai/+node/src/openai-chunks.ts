import type OpenAI from "openai";
import { FrameParser } from "./llmbrick/client.ts";
import { chunkIn, failureOf, ModelFailure } from "./model/failure.ts";
import { piecesOf, textOf } from "./model/response.ts";

type Chunk = OpenAI.ChatCompletionChunk;

/** The chunks of an answer. The SDK's own stream would take one that was cut for whole. */
export async function* chunksOf(response: Response): AsyncGenerator<Chunk> {
  if (/json|html/.test(response.headers.get("content-type") ?? "")) {
    const { choices, ...rest } = chunkIn<Chunk>(await textOf(response));
    // In an answer that is not streamed, a choice has its whole message.
    return yield {
      ...rest,
      choices: choices?.map((choice) => ({ ...choice, delta: Object(choice).message })),
    };
  }
  const parser = new FrameParser();
  for await (const text of piecesOf(response)) {
    for (const { event, data } of parser.push(text)) {
      if (data === "[DONE]") return;
      const chunk = chunkIn<Chunk>(data);
      if (event === "error") throw failureOf(chunk);
      yield chunk;
    }
  }
  throw new ModelFailure("truncated");
}
