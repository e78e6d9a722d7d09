// better-sse on node:http: a session, and its own loop over a generator.
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { createSession } from "better-sse";
import { listening } from "../control.mjs";
import { events } from "../events.mjs";

const server = createServer(async (request, response) => {
  const body = await json(request);
  const session = await createSession(request, response);
  await session.iterate(events(body), { eventName: "message" });
  response.end();
});

server.listen(0, "127.0.0.1", () => listening(server.address().port));
