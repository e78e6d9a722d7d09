// Fastify alone: the answer goes out in one piece.
import Fastify from "fastify";
import { listening } from "../control.mjs";
import { textOf } from "../events.mjs";

const app = Fastify();
app.post("/chat/completions", async (request, reply) => {
  reply.type("text/event-stream");
  return textOf(request.body);
});

await app.listen({ port: 0, host: "127.0.0.1" });
listening(app.server.address().port);
