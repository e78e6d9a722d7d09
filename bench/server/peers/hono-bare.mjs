// Hono alone, under its adapter for Node: the answer goes out in one piece.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { listening } from "../control.mjs";
import { textOf } from "../events.mjs";

const app = new Hono();
app.post("/chat/completions", async (context) => {
  const text = await textOf(await context.req.json());
  return context.body(text, 200, { "Content-Type": "text/event-stream" });
});

serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => listening(port));
