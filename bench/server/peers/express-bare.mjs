// Express alone: the answer goes out in one piece.
import express from "express";
import { listening } from "../control.mjs";
import { textOf } from "../events.mjs";

const app = express();
app.post("/chat/completions", express.json(), async (request, response) => {
  response.type("text/event-stream").send(await textOf(request.body));
});

const server = app.listen(0, "127.0.0.1", () => listening(server.address().port));
