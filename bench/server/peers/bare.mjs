// What one writes with node:http alone: a frame for each event, and a wait where the client takes no more.
import { once } from "node:events";
import { createServer } from "node:http";
import { listening } from "../control.mjs";
import { events, frame } from "../events.mjs";

const server = createServer(async (request, response) => {
  const body = JSON.parse(await textOf(request));
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
  for await (const event of events(body)) {
    const takesMore = response.write(frame(event));
    if (!takesMore) await once(response, "drain");
  }
  response.end();
});

function textOf(request) {
  return new Promise((resolve) => {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => resolve(text));
  });
}

server.listen(0, "127.0.0.1", () => listening(server.address().port));
