import { Module, type OnModuleDestroy } from "@nestjs/common";
import { expect, test } from "vitest";
import { SSEServer as FastifyServer } from "../../templates/fastify/src/llmbrick/server.ts";
import { SSEServer as NestServer } from "../../templates/nest/src/llmbrick/server.ts";

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
  const server = new NestServer({ ...options, imports: [UserModule] });
  await server.listen();
  expect(hasRun).toBe(false);
  await server.close();
  expect(hasRun).toBe(true);
});

test("Nest's faults in a module stop the start", async () => {
  @Module({ providers: [{ provide: "a", useFactory: () => 1, inject: ["missing"] }] })
  class BrokenModule {}
  const server = new NestServer({ ...options, imports: [BrokenModule] });
  await expect(server.listen()).rejects.toThrow("missing");
});
