import { once } from "node:events";
import type { RequestListener } from "node:http";
import { type ClientHttp2Session, connect, createServer, type Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createAdaptorServer } from "@hono/node-server";
import { Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import Fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ModuleOptions } from "../../templates/core/src/llmbrick/http/endpoint.ts";
import { llmbrick as forFastify } from "../../templates/fastify/src/llmbrick/server.ts";
import { llmbrick as forHono } from "../../templates/hono/src/llmbrick/server.ts";
import { llmbrick as forKoa } from "../../templates/koa/src/llmbrick/server.ts";
import { LLMBrickModule } from "../../templates/nest/src/llmbrick/server.ts";
import { llmbrick as forNode } from "../../templates/node/src/llmbrick/server.ts";
import { event, request } from "../support/client.ts";
import { readEventStream } from "../support/event-stream.ts";
import { latch } from "../support/latch.ts";

const options: ModuleOptions = {
  config: { enableTestPage: false, shutdownGrace: 0 },
  env: {},
  log: () => {},
  async *handler() {
    yield event();
  },
};

async function listen(server: Http2Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

function onNode(changes: ModuleOptions = {}): Promise<number> {
  const chat = forNode({ prefix: "/ai", ...options, ...changes });
  const listener = ((req, res) => void chat.handle(req, res)) as RequestListener;
  return listen(createServer(listener as never));
}

/** Applications that listen for HTTP/2 on a free port. */
const applications: Record<string, () => Promise<number>> = {
  node: () => onNode(),

  async fastify() {
    const app = Fastify({ http2: true });
    app.register(forFastify as never, { prefix: "/ai", ...options });
    await app.listen({ port: 0, host: "127.0.0.1" });
    onTestFinished(() => void app.close());
    return (app.server.address() as AddressInfo).port;
  },

  hono() {
    const app = new Hono();
    app.use(async (context, next) => {
      context.header("X-Mine", "1");
      await next();
    });
    app.route("/ai", forHono(options));
    return listen(createAdaptorServer({ fetch: app.fetch, createServer }) as Http2Server);
  },

  koa() {
    const app = new Koa().use(forKoa({ prefix: "/ai", ...options }));
    return listen(createServer(app.callback() as never));
  },

  async "nest on Fastify"() {
    @Module({ imports: [LLMBrickModule.forRoot({ prefix: "/ai", ...options })] })
    class OwnModule {}
    const adapter = new FastifyAdapter({ http2: true } as object);
    const app = await NestFactory.create(OwnModule, adapter, { logger: false });
    await app.listen(0, "127.0.0.1");
    onTestFinished(() => void app.close());
    return app.getHttpServer().address().port;
  },
};

function connectTo(port: number): ClientHttp2Session {
  const session = connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => session.destroy());
  return session;
}

function send(session: ClientHttp2Session, headers: Record<string, string> = {}) {
  const stream = session.request({
    ":method": "POST",
    ":path": "/ai/chat/completions",
    accept: "text/event-stream",
    "content-type": "application/json",
    ...headers,
  });
  stream.end(JSON.stringify(request));
  return stream;
}

/** The status and the text of one answer. */
async function ask(port: number, headers: Record<string, string> = {}) {
  const stream = send(connectTo(port), headers);
  const [head] = await once(stream, "response");
  return { status: head[":status"], text: await text(stream) };
}

test.each(Object.entries(applications))("%s: the same over HTTP/2, checks and all", async (_name, start) => {
  const port = await start();
  const { status, text } = await ask(port);
  expect([status, readEventStream(text).length]).toEqual([200, 1]);
  expect(await ask(port, { ":authority": "evil.example" })).toMatchObject({ status: 403 });
  expect(await ask(port, { "content-type": "text/plain" })).toMatchObject({ status: 415 });
});

describe("a client of HTTP/2 that leaves", () => {
  test("while it waits for its place gives it back", async () => {
    const asked = latch();
    const left = latch();
    const released = latch();
    const port = await onNode({
      slots: {
        areTaken: () => false,
        async take() {
          asked.set();
          await left.happened;
          return true;
        },
        release: () => released.set(),
      },
      async *handler(_request, { signal }) {
        yield event();
        if (!signal.aborted) await once(signal, "abort");
      },
    });
    const session = connectTo(port);
    const stream = send(session);
    stream.on("error", () => {});
    await asked.happened;
    session.destroy();
    await once(stream, "close");
    // The server's side of it comes some turns later.
    for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
    left.set();
    await released.happened;
    expect(stream.closed).toBe(true);
  });
});
