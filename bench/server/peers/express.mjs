// Express as one writes it by hand: its body parser, then a frame for each event.
import { once } from "node:events";
import express from "express";
import { listening } from "../control.mjs";
import { events, frame } from "../events.mjs";

const app = express();
app.post("/chat/completions", express.json(), async (request, response) => {
  response.set({ "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
  response.flushHeaders();
  for await (const event of events(request.body)) {
    if (!response.write(frame(event))) await once(response, "drain");
  }
  response.end();
});

const server = app.listen(0, "127.0.0.1", () => listening(server.address().port));
