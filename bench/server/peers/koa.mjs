// Koa's usual way: the body of the answer is a stream, here of the frames.
import { Readable } from "node:stream";
import { json } from "node:stream/consumers";
import Koa from "koa";
import { listening } from "../control.mjs";
import { events, frame } from "../events.mjs";

const app = new Koa();
app.use(async (context) => {
  const body = await json(context.req);
  context.set({ "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
  context.body = Readable.from(frames(body));
});

async function* frames(body) {
  for await (const event of events(body)) yield frame(event);
}

const server = app.listen(0, "127.0.0.1", () => listening(server.address().port));
