import { setTimeout } from "node:timers/promises";
import { added } from "../../templates/core/src/llmbrick/routes/added.ts";
import type { ConversationEvent } from "../../templates/core/src/llmbrick/types.ts";
import { resumeRoutes } from "../../templates/features/resume/+node/src/llmbrick/resume/routes.ts";
import { SSEServer } from "../../templates/node/src/llmbrick/server.ts";

added.push(resumeRoutes);

/** As many events as the last message says, with a pause between two. */
async function* handler({
  messages,
}: {
  messages: { content: string }[];
}): AsyncGenerator<ConversationEvent> {
  const count = Number(messages.at(-1)?.content);
  for (let index = 1; index <= count; index++) {
    const progress = index < count ? "IN_PROGRESS" : "DONE";
    yield { id: String(index), type: "text", text: `${index} `, progress };
    await setTimeout(10);
  }
}

const config = { enableTestPage: false, heartbeatInterval: 1.5, shutdownGrace: 0 };
await new SSEServer({ config, handler }).run();
