import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:http2";
import { request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { FastifyInstance } from "fastify";
import Fastify from "fastify";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import type { ModuleOptions } from "../../../templates/core/src/llmbrick/http/endpoint.ts";
import { llmbrick } from "../../../templates/fastify/src/llmbrick/server.ts";
import { makeCertificate } from "../../support/certificate.ts";
import { event, request } from "../../support/client.ts";
import { readEventStream } from "../../support/event-stream.ts";
import { latch } from "../../support/latch.ts";
import { post, RawClient } from "../../support/raw-client.ts";
import { options } from "../endpoint-of-one-event.ts";
import { application } from "./own-application.ts";

const chat = (app: FastifyInstance, url: string, headers: Record<string, string> = {}) =>
  app.inject({ method: "POST", url, headers: { Accept: "text/event-stream", ...headers }, payload: request });

const withKey = (key: string, changes: ModuleOptions = {}) =>
  options({ env: { LLMBRICK_API_KEYS: key }, ...changes });

describe("registered twice", () => {
  test("each has settings of its own", async () => {
    const app = application();
    app.register(llmbrick, { prefix: "/a", ...withKey("key-a") });
    app.register(llmbrick, {
      prefix: "/b",
      ...withKey("key-b", { config: { enableTestPage: false, maxBodyBytes: 10 } }),
    });
    const as = (key: string) => ({ Authorization: `Bearer ${key}` });
    expect((await chat(app, "/a/chat/completions", as("key-a"))).statusCode).toBe(200);
    expect((await chat(app, "/a/chat/completions", as("key-b"))).statusCode).toBe(401);
    expect((await chat(app, "/b/chat/completions", as("key-a"))).statusCode).toBe(401);
    expect((await chat(app, "/b/chat/completions", as("key-b"))).statusCode).toBe(413);
  });

  test("one in the other's scope, each with settings of its own", async () => {
    const app = application();
    app.register(
      async (outer) => {
        outer.register(llmbrick, withKey("key-a"));
        outer.register(async (inner) => void inner.register(llmbrick, { prefix: "/in", ...options() }), {
          prefix: "/v1",
        });
      },
      { prefix: "/ai" },
    );
    expect((await chat(app, "/ai/chat/completions")).statusCode).toBe(401);
    const { statusCode, payload } = await chat(app, "/ai/v1/in/chat/completions");
    expect([statusCode, readEventStream(payload).length]).toEqual([200, 1]);
    expect((await app.inject("/ai/v1/in/openapi.json")).json().servers).toEqual([{ url: "/ai/v1/in" }]);
  });

  test("at one place, the second says so", async () => {
    const app = application();
    app.register(llmbrick, { prefix: "/ai", ...withKey("key-a") });
    app.register(llmbrick, { prefix: "/ai", ...options() });
    await expect(app.ready()).rejects.toThrow('another prefix than "/ai"');
  });
});

describe("an application's own bodyLimit, parsers and errors", () => {
  test("a small bodyLimit is not ours", async () => {
    const app = application({ bodyLimit: 100 });
    app.register(llmbrick, { prefix: "/ai", ...options() });
    const large = { ...request, toolChoice: "x".repeat(5000) };
    const headers = { Accept: "text/event-stream" };
    const asked = { method: "POST", url: "/ai/chat/completions", headers, payload: large } as const;
    expect((await app.inject(asked)).statusCode).toBe(200);
  });

  test.each(["application/json", "*", /^application\/json/])(
    "a parser of its own, for %s, has none of our bodies",
    async (type) => {
      const app = application();
      app.removeContentTypeParser("application/json");
      let parsed = 0;
      app.addContentTypeParser(type, { parseAs: "string" }, async () => ++parsed);
      app.register(llmbrick, { prefix: "/ai", ...options() });
      expect((await chat(app, "/ai/chat/completions")).statusCode).toBe(200);
      expect(parsed).toBe(0);
    },
  );

  test.each(["before", "after"])(
    "handlers of errors and of what is not there, set %s our routes, are its own",
    async (when) => {
      const app = application();
      const own = () => {
        app.setErrorHandler((error: Error, _request, reply) => reply.code(500).send({ own: error.message }));
        app.setNotFoundHandler((_request, reply) => reply.code(404).send({ own: "nothing" }));
      };
      if (when === "before") own();
      app.register(llmbrick, { prefix: "/ai", ...options() });
      if (when === "after") own();
      app.get("/boom", async () => {
        throw new Error("boom");
      });
      expect((await app.inject("/boom")).json()).toEqual({ own: "boom" });
      for (const url of ["/no", "/ai/no", "/ai/%63hat/completions"])
        expect((await app.inject({ method: "POST", url })).json()).toEqual({ own: "nothing" });
      expect((await app.inject("/ai/chat/completions")).statusCode).toBe(405);
    },
  );
});

test("a setting that is none keeps the application from starting, by its name", async () => {
  const app = application();
  app.register(llmbrick, { prefix: "/ai", ...options({ config: { maxBodyBytes: -1 } }) });
  await expect(app.ready()).rejects.toThrow("config.maxBodyBytes");
});

test("inject gets refusals and the events of a whole stream", async () => {
  const app = application();
  app.register(llmbrick, {
    prefix: "/ai",
    ...options({
      async *handler() {
        for (const text of ["a", "b", "c"]) yield event({ text });
        yield event({ progress: "DONE" });
      },
    }),
  });
  const { payload, headers } = await chat(app, "/ai/chat/completions");
  expect(headers).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "x-accel-buffering": "no",
  });
  expect(readEventStream(payload)).toHaveLength(4);
  const asked = { method: "POST", url: "/ai/chat/completions" } as const;
  expect((await app.inject({ ...asked, payload: {} })).statusCode).toBe(422);
  expect(
    (await app.inject({ ...asked, payload: request, headers: { Accept: "text/html" } })).statusCode,
  ).toBe(406);
  expect(
    (await app.inject({ ...asked, payload: request, headers: { Host: "evil.example" } })).statusCode,
  ).toBe(403);
});

test("close() ends open streams, and takes no further chats", async () => {
  const app = application({ forceCloseConnections: false });
  const aborted = latch();
  app.register(llmbrick, {
    prefix: "/ai",
    ...options({
      async *handler(_request, { signal }) {
        signal.addEventListener("abort", () => aborted.set());
        yield event();
        await aborted.happened;
      },
    }),
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  const client = await RawClient.connect((app.server.address() as AddressInfo).port);
  client.send(post().replace("/chat", "/ai/chat"));
  await client.until("event: message");
  const closed = app.close();
  expect(await client.closed()).toContain("Server shutting down");
  await closed;
  expect(app.server.listening).toBe(false);
});

describe("with TLS of the application's", () => {
  const certificate = makeCertificate();
  afterAll(certificate.remove);
  const https = { key: readFileSync(certificate.sslKeyfile), cert: readFileSync(certificate.sslCertfile) };
  const headers = { Accept: "text/event-stream", "Content-Type": "application/json" };

  async function listening(app: {
    listen: FastifyInstance["listen"];
    server: { address(): unknown };
    close(): unknown;
  }) {
    onTestFinished(() => void app.close());
    await app.listen({ port: 0, host: "127.0.0.1" });
    return (app.server.address() as AddressInfo).port;
  }

  test("HTTP/1.1", async () => {
    const app = Fastify({ https });
    app.register(llmbrick as never, { prefix: "/ai", ...options() });
    const port = await listening(app as never);
    const asked = httpsRequest({
      port,
      method: "POST",
      path: "/ai/chat/completions",
      headers,
      ca: https.cert,
    });
    asked.end(JSON.stringify(request));
    const [response] = await once(asked, "response");
    expect([response.statusCode, readEventStream(await text(response)).length]).toEqual([200, 1]);
  });

  test("HTTP/2", async () => {
    const app = Fastify({ http2: true, https });
    app.addHook("onSend", async (_request, reply) => void reply.header("x-sent", "1"));
    app.register(llmbrick as never, { prefix: "/ai", ...options() });
    const session = connect(`https://127.0.0.1:${await listening(app as never)}`, { ca: https.cert });
    onTestFinished(() => session.destroy());
    const path = { ":method": "POST", ":path": "/ai/chat/completions" };
    const stream = session.request({ ...path, ...headers });
    stream.end(JSON.stringify(request));
    const [head] = await once(stream, "response");
    expect([head[":status"], head["x-sent"], readEventStream(await text(stream)).length]).toEqual([
      200,
      "1",
      1,
    ]);
  });
});
