// Hono's streamSSE under its adapter for Node.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { listening } from "../control.mjs";
import { events } from "../events.mjs";

const app = new Hono();
app.post("/chat/completions", async (context) => {
  const body = await context.req.json();
  return streamSSE(context, async (stream) => {
    for await (const event of events(body)) {
      await stream.writeSSE({ event: "message", data: JSON.stringify(event) });
    }
  });
});

serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => listening(port));
