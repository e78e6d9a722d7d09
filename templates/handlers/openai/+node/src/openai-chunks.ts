import type OpenAI from "openai";
import { chunkIn, unreadable } from "./model/failure.ts";
import { framesOf } from "./model/frames.ts";

/** In an answer that is not streamed, a choice has its whole message in place of a delta; where it failed, an error. */
export type Chunk = OpenAI.ChatCompletionChunk & {
  choices?: { message?: OpenAI.ChatCompletionChunk.Choice.Delta; error?: unknown }[];
};

/** The chunks of an answer. The SDK's own stream would take one that was cut for whole. */
export async function* chunksOf(response: Response): AsyncGenerator<Chunk> {
  for await (const frames of framesOf(response)) {
    for (const { event, data, isWhole } of frames) {
      if (data === "[DONE]") return;
      const chunk = chunkIn<Chunk>(data, event);
      if (isWhole && !chunk.choices?.[0]) throw unreadable("No answer", data);
      yield chunk;
      if (isWhole) return;
    }
  }
}
