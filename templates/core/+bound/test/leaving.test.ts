import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { config } from "../src/config.ts";
import { chat } from "../src/llmbrick/client.ts";
import { SSEServer } from "../src/llmbrick/server.ts";

test("a client that goes away stops the handler", { timeout: 5_000 }, async (t) => {
  const signals: AbortSignal[] = [];
  const server = new SSEServer({
    config: { ...config, host: "127.0.0.1", port: 0, enableRequestLogging: false },
    async *handler(_request, { signal }) {
      signals.push(signal);
      yield { id: "msg-1", type: "text", text: "Hello", progress: "IN_PROGRESS" };
      await once(signal, "abort"); // as one waits for a model that never answers
    },
    env: {}, // no variable of this machine changes the result
  });
  const address = await server.listen();
  t.after(() => server.close());

  const { prefix, chatCompletionsPath, allowedModels } = server.config;
  const events = chat({
    url: new URL(prefix + chatCompletionsPath, address),
    request: {
      model: allowedModels[0] ?? "",
      messages: [{ role: "user", content: "?" }],
      sessionId: "test-session",
    },
  });
  for await (const _ of events) break;
  const [signal] = signals;
  assert.ok(signal);
  if (!signal.aborted) await once(signal, "abort");
  assert.ok(signal.aborted);
});
