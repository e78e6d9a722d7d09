import { expect, onTestFinished, test } from "vitest";
import { SSEServer } from "../../templates/fastify/src/llmbrick/server.ts";
import { event, request } from "../support/client.ts";
import { readEventStream } from "../support/event-stream.ts";

test("Fastify's inject gets the events of a stream, and nothing of how HTTP sends them", async () => {
  const server = new SSEServer({
    config: { port: 0, enableTestPage: false },
    env: {},
    log: () => {},
    async *handler() {
      yield event();
      await new Promise(setImmediate);
      yield event({ progress: "DONE" });
    },
  });
  await server.listen();
  onTestFinished(() => server.close());
  const { statusCode, payload } = await server.app.inject({
    method: "POST",
    url: "/chat/completions",
    headers: { Host: "localhost", Accept: "text/event-stream" },
    payload: request,
  });
  expect(statusCode).toBe(200);
  expect(payload).toMatch(/^event: message\n/);
  expect(readEventStream(payload)).toHaveLength(2);
});
