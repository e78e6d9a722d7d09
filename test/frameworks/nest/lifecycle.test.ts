import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { text } from "node:stream/consumers";
import { Controller, Get, type LoggerService, Module, UseGuards } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import supertest from "supertest";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { ModuleOptions } from "../../../templates/core/src/llmbrick/http/endpoint.ts";
import { RequireKey } from "../../../templates/nest/src/llmbrick/require-key.ts";
import { LLMBrickModule } from "../../../templates/nest/src/llmbrick/server.ts";
import { makeCertificate } from "../../support/certificate.ts";
import { event, request } from "../../support/client.ts";
import { readEventStream } from "../../support/event-stream.ts";
import { ask } from "../../support/http.ts";
import { latch } from "../../support/latch.ts";
import { post, RawClient } from "../../support/raw-client.ts";
import { options } from "../endpoint-of-one-event.ts";
import { adapters, application, listening } from "./own-application.ts";

const ours = (changes: ModuleOptions = {}) =>
  LLMBrickModule.forRoot({ prefix: "/ai", ...options(), ...changes });
const path = "/ai/chat/completions";

describe.each(Object.entries(adapters))("an application of Nest's, on %s", (name, adapter) => {
  /** One with an open stream, and its client. */
  async function streaming() {
    const aborted = latch();
    const app = await application(adapter(), {
      imports: [
        ours({
          async *handler(_request, { signal }) {
            signal.addEventListener("abort", () => aborted.set());
            yield event();
            await aborted.happened;
          },
        }),
      ],
    });
    await app.listen(0, "127.0.0.1");
    const client = await RawClient.connect(app.getHttpServer().address().port);
    await client.send(post().replace("/chat", "/ai/chat")).until("event: message");
    return { app, client };
  }

  test("ends open streams by close()", async () => {
    const { app, client } = await streaming();
    const closed = app.close();
    expect(await client.until("event: error")).toContain("Server shutting down");
    client.socket.destroy();
    await closed;
  });

  test("ends open streams by a signal, where it listens to that", async () => {
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    onTestFinished(() => kill.mockRestore());
    const { app, client } = await streaming();
    app.enableShutdownHooks(["SIGUSR2"]);
    process.emit("SIGUSR2", "SIGUSR2");
    expect(await client.until("event: error")).toContain("Server shutting down");
    client.socket.destroy();
    await vi.waitUntil(() => kill.mock.calls.length > 0);
    expect(kill).toHaveBeenCalledWith(process.pid, "SIGUSR2");
  });

  test("is tested by supertest, without listening", async () => {
    const app = await application(adapter(), { imports: [ours()] });
    await app.init();
    if (name === "Fastify") await app.getHttpAdapter().getInstance().ready();
    const server = app.getHttpServer();
    const chat = () => supertest(server).post(path).set("Accept", "text/event-stream");
    const { status, text } = await chat().send(request);
    expect([status, readEventStream(text).length]).toEqual([200, 1]);
    await chat().send({}).expect(422);
    await supertest(server).get("/mine").expect(200, { mine: true });
  });

  test("has its log beside ours, or ours in it", async () => {
    const words: string[] = [];
    const write = (message: unknown) => void words.push(String(message));
    const logger: LoggerService = { log: write, warn: write, error: write };
    const url = await listening(
      adapter(),
      { imports: [ours({ log: (lines) => logger.log(lines) })] },
      (app) => app.useLogger(logger),
    );
    await ask(url, { path });
    await ask(url, { path: "/boom", method: "GET" });
    await vi.waitUntil(() => words.some((word) => word.includes('"outcome":"done"')));
    expect(words.join("\n")).toContain("boom");
  });

  test("tells our observers of our requests alone, also where our guard refuses one of its own", async () => {
    @Controller("guarded")
    @UseGuards(RequireKey)
    class GuardedController {
      @Get()
      get() {
        return "in";
      }
    }
    const begun: string[] = [];
    const observers = [{ begin: ({ path }: { path: string }) => void begun.push(path) }];
    const url = await listening(adapter(), {
      imports: [ours({ observers, env: { LLMBRICK_API_KEYS: "key-1" } })],
      controllers: [GuardedController],
    });
    const { status, headers } = await ask(url, { method: "GET", path: "/guarded" });
    expect([status, headers]).toMatchObject([401, { "x-request-id": expect.any(String) }]);
    await ask(url, { path });
    expect(begun).toEqual([path]);
  });
});

test("an application of Nest's with TLS has our routes", async () => {
  const certificate = makeCertificate();
  onTestFinished(certificate.remove);
  const cert = readFileSync(certificate.sslCertfile);
  @Module({ imports: [ours()] })
  class AppModule {}
  const httpsOptions = { key: readFileSync(certificate.sslKeyfile), cert };
  const app = await NestFactory.create(AppModule, { logger: false, httpsOptions });
  await app.listen(0, "127.0.0.1");
  onTestFinished(() => app.close());
  const { port } = app.getHttpServer().address();
  const headers = { Accept: "text/event-stream", "Content-Type": "application/json" };
  const asked = httpsRequest({ port, method: "POST", path, headers, ca: cert, agent: false });
  asked.end(JSON.stringify(request));
  const [response] = await once(asked, "response");
  expect([response.statusCode, readEventStream(await text(response)).length]).toEqual([200, 1]);
});
