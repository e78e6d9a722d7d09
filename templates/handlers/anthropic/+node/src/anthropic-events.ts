import type Anthropic from "@anthropic-ai/sdk";
import { chunkIn, unreadable } from "./model/failure.ts";
import { framesOf } from "./model/frames.ts";

type Event = Anthropic.MessageStreamEvent;
type Block = Anthropic.RawContentBlockStartEvent["content_block"];

/** The events of an answer. The SDK's own stream would take one that was cut for whole. */
export async function* eventsOf(response: Response): AsyncGenerator<Event> {
  for await (const frames of framesOf(response)) {
    for (const { event: name, data, isWhole } of frames) {
      if (isWhole) return yield* eventsIn(chunkIn<Anthropic.Message>(data));
      const event = chunkIn<Event>(data || "{}", name);
      yield event;
      if (event.type === "message_stop") return;
    }
  }
}

/** What a stream would have said of an answer that is not streamed: there, a block has its whole text. */
function* eventsIn(message: Anthropic.Message): Generator<Event> {
  if (!Array.isArray(message.content)) throw unreadable("No answer", JSON.stringify(message));
  const blocks = message.content as Block[];
  yield { type: "message_start", message };
  for (const [index, block] of blocks.entries())
    yield { type: "content_block_start", index, content_block: block };
  yield { type: "message_delta", delta: message, usage: message.usage };
}
