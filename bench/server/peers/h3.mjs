// h3's event stream, on its own server for Node.
import { createEventStream, H3, serve } from "h3";
import { listening } from "../control.mjs";
import { events } from "../events.mjs";

const app = new H3();
app.post("/chat/completions", async (event) => {
  const body = await event.req.json();
  const stream = createEventStream(event);
  void sendAll(stream, body);
  return stream;
});

async function sendAll(stream, body) {
  for await (const event of events(body)) {
    await stream.push({ event: "message", data: JSON.stringify(event) });
  }
  await stream.close();
}

const server = serve(app, { port: 0, hostname: "127.0.0.1", silent: true });
await server.ready();
listening(Number(new URL(server.url).port));
