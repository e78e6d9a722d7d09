import { Module, type OnModuleDestroy } from "@nestjs/common";
import { expect, test } from "vitest";
import { SSEServer as ExpressServer } from "../../templates/express/src/llmbrick/server.ts";
import { SSEServer as FastifyServer } from "../../templates/fastify/src/llmbrick/server.ts";
import { SSEServer as HonoServer } from "../../templates/hono/src/llmbrick/server.ts";
import { SSEServer as KoaServer } from "../../templates/koa/src/llmbrick/server.ts";
import { SSEServer as NestServer } from "../../templates/nest/src/llmbrick/server.ts";
import { SSEServer as PlainServer } from "../../templates/node/src/llmbrick/server.ts";
import { event, request } from "../support/client.ts";

const options = { config: { port: 0, enableTestPage: false }, env: {} };

test("Fastify's onClose hooks run when the server closes", async () => {
  const server = new FastifyServer(options);
  let hasRun = false;
  server.app.addHook("onClose", async () => {
    hasRun = true;
  });
  await server.listen();
  expect(hasRun).toBe(false);
  await server.close();
  expect(hasRun).toBe(true);
});

test("Nest's modules are destroyed when the server closes", async () => {
  let hasRun = false;
  @Module({})
  class UserModule implements OnModuleDestroy {
    onModuleDestroy() {
      hasRun = true;
    }
  }
  const server = new NestServer(options);
  server.imports.push(UserModule);
  await server.listen();
  expect(hasRun).toBe(false);
  await server.close();
  expect(hasRun).toBe(true);
});

test("Nest's faults in a module stop the start", async () => {
  @Module({ providers: [{ provide: "a", useFactory: () => 1, inject: ["missing"] }] })
  class BrokenModule {}
  const server = new NestServer(options);
  server.imports.push(BrokenModule);
  await expect(server.listen()).rejects.toThrow("missing");
});

test.each([ExpressServer, FastifyServer, HonoServer, KoaServer, NestServer, PlainServer])(
  "an open stream gets no more time than close() is given",
  { timeout: 8_000 },
  async (Server) => {
    const server = new Server({
      // With this much, the test would be too late.
      config: { port: 0, enableTestPage: false, shutdownGrace: 60 },
      env: {},
      log: () => {},
      async *handler(_request, { signal }) {
        yield event();
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
    });
    const url = new URL("/chat/completions", await server.listen());
    const headers = { Accept: "text/event-stream", "Content-Type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(request) });
    const answer = response.text();
    await server.close(0);
    expect(await answer).toContain("event: error");
  },
);
