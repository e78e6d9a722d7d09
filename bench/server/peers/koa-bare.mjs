// Koa alone: the answer goes out in one piece.
import { json } from "node:stream/consumers";
import Koa from "koa";
import { listening } from "../control.mjs";
import { textOf } from "../events.mjs";

const app = new Koa();
app.use(async (context) => {
  context.type = "text/event-stream";
  context.body = await textOf(await json(context.req));
});

const server = app.listen(0, "127.0.0.1", () => listening(server.address().port));
