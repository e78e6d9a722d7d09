import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import cookie from "@fastify/cookie";
import session from "@fastify/session";
import type { FastifyInstance } from "fastify";
import { describe, expect, test, vi } from "vitest";
import type { ModuleOptions } from "../../../templates/core/src/llmbrick/http/endpoint.ts";
import { json } from "../../../templates/core/src/llmbrick/http/reply.ts";
import { llmbrick } from "../../../templates/fastify/src/llmbrick/server.ts";
import { request } from "../../support/client.ts";
import { readEventStream } from "../../support/event-stream.ts";
import { head, post, RawClient } from "../../support/raw-client.ts";
import { options } from "../endpoint-of-one-event.ts";
import { application } from "./own-application.ts";

const grow = (app: FastifyInstance, changes: ModuleOptions = {}) =>
  void app.register(llmbrick, { prefix: "/ai", ...options(changes) });

const chat = (app: FastifyInstance, headers: Record<string, string> = {}) =>
  app.inject({
    method: "POST",
    url: "/ai/chat/completions",
    headers: { Accept: "text/event-stream", ...headers },
    payload: request,
  });

/** Has each hook write its name down. */
function withHooks(app: FastifyInstance, seen: string[]): void {
  for (const name of [
    "onRequest",
    "preParsing",
    "preValidation",
    "preHandler",
    "onSend",
    "onResponse",
  ] as const)
    app.addHook(name as "onRequest", async () => void seen.push(name));
  app.addHook("onSend", async (_request, reply) => void reply.header("X-Sent", "1"));
}

const allHooks = ["onRequest", "preParsing", "preValidation", "preHandler", "onSend", "onResponse"];

describe("an application's hooks run on our routes", () => {
  test.each<[string, string, number]>([
    ["a chat", "application/json", 200],
    ["a type that Fastify has no parser for", "image/png", 415],
    ["what is no type", "no type", 415],
    ["an empty type", "", 415],
  ])("%s", async (_name, type, status) => {
    const app = application();
    const seen: string[] = [];
    withHooks(app, seen);
    grow(app);
    const { statusCode, headers } = await chat(app, { "Content-Type": type });
    expect([statusCode, headers["x-sent"]]).toEqual([status, "1"]);
    await vi.waitUntil(() => seen.length === allHooks.length);
    expect(seen).toEqual(allHooks);
  });

  test.each(["/ai/healthz", "/ai/openapi.json", "/ai/chat/completions"])("GET %s", async (url) => {
    const app = application();
    const seen: string[] = [];
    withHooks(app, seen);
    grow(app);
    const { headers } = await app.inject(url);
    expect(headers).toMatchObject({ "x-sent": "1", "content-type": "application/json" });
    const withoutBody = await app.inject({ method: "HEAD", url });
    expect([withoutBody.headers["content-type"], withoutBody.payload]).toEqual(["application/json", ""]);
    await vi.waitUntil(() => seen.length === 2 * allHooks.length);
    expect(seen).toEqual([...allHooks, ...allHooks]);
  });

  test("and see what type a request is of", async () => {
    const app = application();
    app.addHook("preHandler", async ({ headers }, reply) => {
      if (!headers["content-type"]?.includes("json")) return reply.code(400).send("no JSON");
    });
    grow(app);
    expect((await chat(app)).statusCode).toBe(200);
    expect(await chat(app, { "Content-Type": "no type" })).toMatchObject({
      statusCode: 400,
      payload: "no JSON",
    });
  });

  test.each(["onRequest", "preParsing", "preValidation", "preHandler", "onSend"] as const)(
    "and may refuse, or fail, in %s",
    async (name) => {
      const app = application();
      const handler = vi.fn();
      app.addHook(name as "onRequest", async ({ headers }, reply) => {
        if (headers["x-user"] === undefined)
          throw Object.assign(new Error("Who are you?"), { statusCode: 403 });
        reply.header("X-Known", "1");
      });
      app.setErrorHandler((error: Error, _request, reply) =>
        reply.code(403).send({ message: error.message }),
      );
      grow(app, { handler });
      const refused = await chat(app);
      expect([refused.statusCode, refused.json()]).toMatchObject([403, { message: "Who are you?" }]);
      expect(handler).not.toHaveBeenCalled();
      expect((await app.inject({ url: "/ai/healthz", headers: { "X-User": "me" } })).headers).toMatchObject({
        "x-known": "1",
      });
    },
  );

  test("a hook that answers late, or gives another answer, is heard", async () => {
    const app = application();
    app.addHook("onSend", async ({ method }, _reply, payload) => {
      await new Promise(setImmediate);
      return method === "GET" ? "instead" : payload;
    });
    grow(app);
    expect((await app.inject("/ai/healthz")).payload).toBe("instead");
    expect(readEventStream((await chat(app)).payload)).toHaveLength(1);
  });

  test("a session begun at our routes is kept", async () => {
    const app = application();
    await app.register(cookie);
    await app.register(session, { secret: "s".repeat(32), cookie: { secure: false } });
    app.addHook("preHandler", async ({ session }) => {
      const seen = session as unknown as { count?: number };
      seen.count = (seen.count ?? 0) + 1;
    });
    app.get("/count", async ({ session }) => session);
    grow(app);
    const [given] = (await chat(app)).cookies;
    expect(given).toMatchObject({ name: "sessionId" });
    const cookies = { sessionId: given?.value ?? "" };
    await app.inject({ method: "POST", url: "/ai/chat/completions", payload: request, cookies });
    expect((await app.inject({ url: "/count", cookies })).json()).toMatchObject({ count: 3 });
  });

  test("a type that Fastify can't parse leads round no hook of a POST route beside the chat", async () => {
    const app = application();
    app.addHook("preHandler", async () => {
      throw Object.assign(new Error("No"), { statusCode: 401 });
    });
    grow(app, { routes: [{ method: "POST", path: "/own", handle: () => json(200, "reached") }] });
    const { statusCode } = await app.inject({
      method: "POST",
      url: "/ai/own",
      headers: { "Content-Type": "no type" },
      payload: "x",
    });
    expect(statusCode).toBe(401);
  });
});

test.each<[string, Record<string, string>, string]>([
  ["in silence", {}, "500 Internal"],
  ["for its encoding", { "Content-Encoding": "gzip" }, "415 Unsupported"],
])(
  "a body that a hook has replaced %s is answered at once, and so is what follows",
  async (_name, headers, status) => {
    const app = application();
    app.addHook("preParsing", async (_request, _reply, payload) => payload.pipe(new PassThrough()));
    grow(app);
    await app.listen({ port: 0, host: "127.0.0.1" });
    const client = await RawClient.connect((app.server.address() as AddressInfo).port);
    client.send(post("x".repeat(300_000), headers).replace("/chat", "/ai/chat"));
    expect(await client.until("}")).toContain(`HTTP/1.1 ${status}`);
    client.send(head("GET /ai/healthz"));
    expect(await client.until('"ok"')).toContain("HTTP/1.1 200 OK");
  },
);

test("our parsers and hooks stay in our routes", async () => {
  const app = application();
  grow(app);
  const types: unknown[] = [];
  app.post("/echo", async ({ body, headers }) => {
    types.push(headers["content-type"]);
    return body;
  });
  await app.ready();
  const echo = (type: string, payload: string) =>
    app.inject({ method: "POST", url: "/echo", headers: { "Content-Type": type }, payload });
  expect((await echo("application/json", '{"a":1}')).json()).toEqual({ a: 1 });
  expect((await echo("text/plain", "a")).payload).toBe("a");
  expect((await echo("image/png", "a")).statusCode).toBe(415);
  expect(types).toEqual(["application/json", "text/plain"]);
  expect([app.hasContentTypeParser("*"), app.hasContentTypeParser("application/json")]).toEqual([
    false,
    true,
  ]);
});

test("a client that leaves is no error of Fastify's log", async () => {
  const lines: string[] = [];
  const app = application({ logger: { stream: { write: (line: string) => void lines.push(line) } } });
  let ended = false;
  grow(app, {
    async *handler(_request, { signal }) {
      yield { id: "1", type: "text", progress: "IN_PROGRESS" };
      if (!signal.aborted) await once(signal, "abort");
      ended = true;
    },
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as AddressInfo;
  const leaving = new AbortController();
  const response = await fetch(`http://127.0.0.1:${port}/ai/chat/completions`, {
    method: "POST",
    headers: { Accept: "text/event-stream", "Content-Type": "application/json" },
    body: JSON.stringify(request),
    signal: leaving.signal,
  });
  expect(response.status).toBe(200);
  leaving.abort();
  await vi.waitUntil(() => ended);
  expect(lines.join("")).not.toContain("premature");
});
