import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { SSEServerConfig } from "../../templates/core/src/llmbrick/config/config.ts";
import type { ModuleOptions } from "../../templates/core/src/llmbrick/http/endpoint.ts";
import { json } from "../../templates/core/src/llmbrick/http/reply.ts";
import type { Route } from "../../templates/core/src/llmbrick/http/route.ts";
import { event } from "../support/client.ts";
import { readEventStream } from "../support/event-stream.ts";
import { ask, type Changes } from "../support/http.ts";
import { latch } from "../support/latch.ts";
import { post, RawClient } from "../support/raw-client.ts";
import type { Start } from "./applications/application.ts";
import { applications } from "./applications/index.ts";

type Line = Record<string, unknown>;

/** Starts an application with our routes at "/ai", closed after the test. */
async function grow(start: Start, config: SSEServerConfig = {}, options: ModuleOptions = {}) {
  const log: Line[] = [];
  const app = await start({
    config: { shutdownGrace: 0, enableTestPage: false, ...config },
    env: {},
    log: (lines: string) =>
      void log.push(
        ...lines
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line)),
      ),
    async *handler() {
      yield event();
      yield event({ progress: "DONE" });
    },
    ...options,
  });
  onTestFinished(() => {
    app.server.closeAllConnections();
    return app.close();
  });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const get = (path: string, headers = {}, method = "GET") => ask(url, { method, path, headers });
  const chat = (changes: Changes = {}) => ask(url, { path: "/ai/chat/completions", ...changes });
  return { app, chat, get, log, port, url };
}

describe.each(Object.entries(applications))("an application of %s with our routes in it", (_name, start) => {
  test("answers chats, and its own routes, errors and 404s as before", async () => {
    const { chat, get, url, log } = await grow(start);
    const { status, text, headers } = await chat();
    expect([status, readEventStream(text).length]).toEqual([200, 2]);
    expect(headers).toMatchObject({ "content-type": "text/event-stream; charset=utf-8" });
    expect(await get("/mine")).toMatchObject({ status: 200, text: expect.stringMatching(/^"?mine"?$/) });
    expect(await get("/ai/mine")).toMatchObject({ status: 200, text: expect.stringMatching(/^"?mine"?$/) });
    expect(await ask(url, { path: "/echo", body: { a: 1 } })).toMatchObject({ status: 200, text: '{"a":1}' });
    expect(await get("/boom")).toMatchObject({ status: 500, text: '"own error"' });
    for (const path of ["/no", "/ai/no", "/chat/completions", "/ai/chat/no", "/healthz"])
      expect(await get(path)).toMatchObject({ status: 404, text: '{"detail":"Not Found"}' });
    // Ours alone are in our log, by the path that the client sent.
    await vi.waitUntil(() => log.length > 0);
    expect(log).toMatchObject([
      { method: "POST", path: "/ai/chat/completions", status: 200, outcome: "done" },
    ]);
  });

  test("has the other routes, and 405 and 307 where they belong", async () => {
    const { get, chat } = await grow(start);
    expect(await get("/ai/healthz")).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    expect(await get("/ai/healthz", {}, "HEAD")).toMatchObject({ status: 200, text: "" });
    expect(await get("/ai/chat/completions")).toMatchObject({ status: 405, headers: { allow: "POST" } });
    expect(await get("/ai/healthz", {}, "DELETE")).toMatchObject({
      status: 405,
      headers: { allow: "GET, HEAD" },
    });
    expect(await chat({ path: "/ai/chat/completions/?a" })).toMatchObject({
      status: 307,
      headers: { location: "../completions?a" },
    });
    const { servers, paths } = JSON.parse((await get("/ai/openapi.json")).text);
    expect([servers, Object.keys(paths)]).toEqual([
      [{ url: "/ai" }],
      ["/healthz", "/readyz", "/chat/completions"],
    ]);
  });

  test("has a page at its root, whose links hold there", async () => {
    const page: Route = { method: "GET", path: "/", handle: () => json(200, "page") };
    const { get } = await grow(start, {}, { routes: [page] });
    expect(await get("/ai?lang=en")).toMatchObject({ status: 307, headers: { location: "ai/?lang=en" } });
    expect(await get("/ai/")).toMatchObject({ status: 200, text: '"page"' });
  });

  test("lets nobody in round the key, however the path is written", async () => {
    const { chat, get } = await grow(start, {}, { env: { LLMBRICK_API_KEYS: "key-1" } });
    for (const path of [
      "/ai/chat/completions",
      "/AI/chat/completions",
      "/ai/Chat/completions",
      "/ai//chat/completions",
      "/ai/%63hat/completions",
      "/%61i/chat/completions",
      "/ai/chat/completions/",
      "/ai/x/../chat/completions",
      "/ai/ai/chat/completions",
      "/chat/completions",
    ]) {
      const { status } = await chat({ path });
      expect([path, [401, 404, 307].includes(status), status]).toEqual([path, true, status]);
    }
    const Authorization = "Bearer key-1";
    expect(await chat({ headers: { Authorization } })).toMatchObject({ status: 200 });
    expect(await get("/mine")).toMatchObject({ status: 200 });
  });

  test("checks Hosts and Origins at our routes alone", async () => {
    const { chat, get } = await grow(start, { corsOrigins: ["https://app.example"] });
    expect(await chat({ headers: { Host: "evil.example" } })).toMatchObject({ status: 403 });
    expect(await get("/mine", { Host: "evil.example" })).toMatchObject({ status: 200 });
    expect(await chat({ headers: { Origin: "https://evil.example" } })).toMatchObject({ status: 403 });
    expect(await chat({ headers: { Origin: "https://app.example" } })).toMatchObject({
      status: 200,
      headers: { "access-control-allow-origin": "https://app.example" },
    });
    const preflight = { Origin: "https://app.example", "Access-Control-Request-Method": "POST" };
    expect(await get("/ai/chat/completions", preflight, "OPTIONS")).toMatchObject({
      status: 204,
      headers: { "access-control-allow-methods": "POST" },
    });
  });

  test("holds no event back, and ends streams by its own end", async () => {
    const isAborted = latch();
    const { app, port } = await grow(
      start,
      {},
      {
        async *handler(_request, { signal }) {
          signal.addEventListener("abort", () => isAborted.set());
          yield event();
          await isAborted.happened;
        },
      },
    );
    const client = await RawClient.connect(port);
    const wire = post(undefined, { "Accept-Encoding": "gzip, br" }).replace("/chat", "/ai/chat");
    await client.send(wire).until("event: message");
    const closed = app.close();
    expect(await client.until("event: error")).toContain("Server shutting down");
    await isAborted.happened;
    client.socket.destroy();
    await closed;
  });

  test("ends all that a client has asked for at once, where it leaves", async () => {
    let open = 0;
    const { port } = await grow(
      start,
      {},
      {
        async *handler(_request, { signal }) {
          open++;
          yield event();
          if (!signal.aborted) await once(signal, "abort");
          open--;
        },
      },
    );
    const client = await RawClient.connect(port);
    await client.send(post().replace("/chat", "/ai/chat").repeat(3)).until("event: message");
    // Those behind it would have begun by now.
    await ask(`http://127.0.0.1:${port}/ai/healthz`, { method: "GET" });
    client.socket.destroy();
    await vi.waitUntil(() => open === 0);
    expect(open).toBe(0);
  });

  test("does not start with a setting that is none", async () => {
    await expect(start({ config: { port: -1, enableTestPage: false }, env: {} })).rejects.toThrow(
      "config.port",
    );
  });
});
