// Fastify alone, which has no way of its own to stream events: the answer goes out in one piece.
import Fastify from "fastify";
import { listening } from "../control.mjs";
import { events, frame } from "../events.mjs";

const app = Fastify();
app.post("/chat/completions", async (request, reply) => {
  let text = "";
  for await (const event of events(request.body)) text += frame(event);
  reply.type("text/event-stream");
  return text;
});

await app.listen({ port: 0, host: "127.0.0.1" });
listening(app.server.address().port);
