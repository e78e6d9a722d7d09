import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { config } from "../src/config.ts";
import { SSEServer } from "../src/llmbrick/server.ts";
import type { Handler } from "../src/llmbrick/types.ts";

const endpoint = `${config.prefix ?? ""}${config.chatCompletionsPath ?? "/chat/completions"}`;
const model = config.allowedModels?.[0] ?? "gpt-4o";
const traceId = "0af7651916cd43dd8448eb211c80319c";

/** Answers in the place of yours, which may ask a model. */
const hello: Handler = async function* () {
  yield { id: "msg-1", type: "text", text: "Hello", progress: "IN_PROGRESS" };
  yield { id: "msg-2", type: "done", progress: "DONE", metadata: { finishReason: "stop" } };
};

test("an answer's span goes to the collector, in the caller's trace and without a word of it", async (t) => {
  const bodies: Buffer[] = [];
  const collector = createServer(async (request, response) => {
    bodies.push(await buffer(request));
    response.end();
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  t.after(() => collector.close().closeAllConnections());
  const { port } = collector.address() as AddressInfo;
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${port}`;

  const server = new SSEServer({
    config: { ...config, host: "127.0.0.1", port: 0, enableRequestLogging: false },
    handler: hello,
    env: {}, // no variable of this machine changes the result
  });
  const url = await server.listen();
  const headers = {
    Accept: "text/event-stream",
    "Content-Type": "application/json",
    traceparent: `00-${traceId}-b7ad6b7169203331-01`,
  };
  const body = JSON.stringify({ model, messages: [{ role: "user", content: "secret" }], sessionId: "s" });
  await (await fetch(new URL(endpoint, url), { method: "POST", headers, body })).text();
  await server.close();

  const delivered = Buffer.concat(bodies);
  assert.ok(delivered.includes(`chat ${model}`));
  assert.ok(delivered.includes("gen_ai.response.finish_reasons"));
  assert.ok(delivered.includes(Buffer.from(traceId, "hex")));
  for (const word of ["secret", "Hello"]) assert.ok(!delivered.includes(word));
});
