import type Anthropic from "@anthropic-ai/sdk";
import { FrameParser } from "./llmbrick/client.ts";
import { chunkIn, ModelFailure } from "./model/failure.ts";
import { piecesOf, textOf } from "./model/response.ts";

type Event = Anthropic.MessageStreamEvent;
type Block = Anthropic.RawContentBlockStartEvent["content_block"];

/** The events of an answer. The SDK's own stream would take one that was cut for whole. */
export async function* eventsOf(response: Response): AsyncGenerator<Event> {
  if (/json|html/.test(response.headers.get("content-type") ?? "")) {
    return yield* eventsIn(chunkIn<Anthropic.Message>(await textOf(response)));
  }
  const parser = new FrameParser();
  for await (const text of piecesOf(response)) {
    for (const { data } of parser.push(text)) {
      const event = chunkIn<Event>(data || "{}");
      yield event;
      if (event.type === "message_stop") return;
    }
  }
  throw new ModelFailure("truncated");
}

/** What a stream would have said of an answer that is not streamed: there, a block has its whole text. */
function* eventsIn(message: Anthropic.Message): Generator<Event> {
  const blocks = (message.content ?? []) as Block[];
  yield { type: "message_start", message };
  for (const [index, block] of blocks.entries())
    yield { type: "content_block_start", index, content_block: block };
  yield { type: "message_delta", delta: message, usage: message.usage };
}
