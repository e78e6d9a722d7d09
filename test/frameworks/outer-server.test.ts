import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { Hono } from "hono";
import supertest from "supertest";
import { describe, expect, test, vi } from "vitest";
import type { ModuleOptions } from "../../templates/core/src/llmbrick/http/endpoint.ts";
import { llmbrick as forHono } from "../../templates/hono/src/llmbrick/server.ts";
import { llmbrick as forNode } from "../../templates/node/src/llmbrick/server.ts";
import { event, request } from "../support/client.ts";
import { readEventStream } from "../support/event-stream.ts";
import { ask } from "../support/http.ts";
import { RawClient, post as wireOf } from "../support/raw-client.ts";
import { options, portOf } from "./endpoint-of-one-event.ts";
import { listeners } from "./listeners.ts";

describe.each(Object.entries(listeners))("an application of %s", (name, make) => {
  test("has two endpoints, each with its settings, places and log", async () => {
    const logs: string[][] = [[], []];
    const of = (at: number, changes: ModuleOptions) =>
      options({ log: (lines: string) => void logs[at]?.push(lines), ...changes });
    const url = `http://127.0.0.1:${await portOf(
      createServer(
        make({
          "/one": of(0, {
            config: { enableTestPage: false, maxConcurrentConnections: 1, shutdownGrace: 0 },
            async *handler(_request, { signal }) {
              yield event();
              if (!signal.aborted) await once(signal, "abort");
            },
          }),
          "/two": of(1, {
            env: { LLMBRICK_API_KEYS: "key-2" },
            config: { enableTestPage: false, allowedModels: ["gpt-4o"] },
          }),
        }),
      ),
    )}`;
    const path = (at: string) => `/${at}/chat/completions`;
    const client = await RawClient.connect(Number(new URL(url).port));
    await client.send(wireOf().replace("/chat", "/one/chat")).until("event: message");
    expect(await ask(url, { path: path("one") })).toMatchObject({ status: 503 });
    expect(await ask(url, { path: path("two") })).toMatchObject({ status: 401 });
    const headers = { Authorization: "Bearer key-2" };
    expect(await ask(url, { path: path("two"), headers })).toMatchObject({ status: 200 });
    const described = await ask(url, { method: "GET", path: "/two/openapi.json", headers });
    expect(JSON.parse(described.text).servers).toEqual([{ url: "/two" }]);
    client.socket.destroy();
    await vi.waitUntil(() => logs[0]?.join("").includes("aborted"));
    expect(logs[0]?.join("")).not.toContain("/two/");
    expect(logs[1]?.join("")).not.toContain("/one/");
  });

  test("takes a whole URL as the target, whose host counts", async () => {
    const port = await portOf(createServer(make({ "/ai": options() })));
    const send = async (host: string, header: string) => {
      const client = await RawClient.connect(port);
      const wire = wireOf(undefined, { Host: header, Connection: "close" });
      return client.send(wire.replace("/chat", `http://${host}/ai/chat`)).closed();
    };
    const answered = await send("localhost", "foreign.example");
    expect(answered).toMatch(/^HTTP\/1.1 200 [\s\S]*event: message/);
    expect(await send("foreign.example", "localhost")).toMatch(/^HTTP\/1.1 403 /);
  });

  test("leaves the process's signals, errors and exit to whoever had them", () => {
    const count = () => process.eventNames().map((name) => [name, process.listenerCount(name)]);
    const before = count();
    make({ "/ai": options() });
    expect([name, count()]).toEqual([name, before]);
  });
});

test("close() leaves nothing unsaid: an application may end the process after it", async () => {
  const log: string[] = [];
  const ours = options({
    prefix: "/ai",
    log: (lines: string) => void log.push(lines),
    async *handler(_request, { signal }) {
      yield event();
      if (!signal.aborted) await once(signal, "abort");
    },
  });
  const chat = forNode(ours);
  const port = await portOf(createServer((req, res) => void chat.handle(req, res)));
  const client = await RawClient.connect(port);
  await client.send(wireOf().replace("/chat", "/ai/chat")).until("event: message");
  await chat.close();
  expect(log.join("")).toContain('"outcome":"shutdown"');
});

test.each(["node", "express", "koa"])("supertest reads the events in an application of %s", async (name) => {
  const listener = listeners[name]?.({ "/ai": options() }) as RequestListener;
  const { status, text } = await supertest(listener)
    .post("/ai/chat/completions")
    .set("Accept", "text/event-stream")
    .send(request);
  expect([status, readEventStream(text).length]).toEqual([200, 1]);
  expect((await supertest(listener).post("/ai/chat/completions").send({})).status).toBe(422);
});

describe("an application of Hono that runs without Node's HTTP", () => {
  test.each<[string, (app: Hono) => Response | Promise<Response>]>([
    ["app.request()", (app) => app.request("/ai/chat/completions", { method: "POST" })],
    ["a worker", (app) => app.fetch(new Request("http://a/ai/healthz"), { KEY: "b" }, {} as never)],
    ["Deno.serve", (app) => app.fetch(new Request("http://a/ai/healthz"), { remoteAddr: {} })],
    ["Bun.serve", (app) => app.fetch(new Request("http://a/ai/readyz"), { port: 3000 })],
  ])("says what our routes want, and answers its own as before: %s", async (_name, send) => {
    const errors: string[] = [];
    const app = new Hono().get("/mine", (context) => context.json("mine")).route("/ai", forHono(options()));
    app.onError((error, context) => {
      errors.push(error.message);
      return context.json("own", 500);
    });
    expect((await send(app)).status).toBe(500);
    expect(errors).toEqual([expect.stringContaining("serve this application with @hono/node-server")]);
    expect(await (await app.request("/mine")).json()).toBe("mine");
    expect((await app.request("/ai/no")).status).toBe(404);
  });
});
