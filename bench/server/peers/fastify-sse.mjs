// @fastify/sse: its route option, and its send for a generator.
import sse from "@fastify/sse";
import Fastify from "fastify";
import { listening } from "../control.mjs";
import { events } from "../events.mjs";

const app = Fastify();
await app.register(sse);
app.post("/chat/completions", { sse: "only" }, async (request, reply) => {
  await reply.sse.send(messages(request.body));
});

async function* messages(body) {
  for await (const data of events(body)) yield { event: "message", data };
}

await app.listen({ port: 0, host: "127.0.0.1" });
listening(app.server.address().port);
