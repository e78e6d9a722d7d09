import { expect, onTestFinished, test } from "vitest";
import { json } from "../../templates/core/src/llmbrick/http/reply.ts";
import type { NodeServer } from "../../templates/core/src/llmbrick/lifecycle/node-server.ts";
import { SSEServer as ExpressServer } from "../../templates/express/src/llmbrick/server.ts";
import { SSEServer as FastifyServer } from "../../templates/fastify/src/llmbrick/server.ts";
import { SSEServer as HonoServer } from "../../templates/hono/src/llmbrick/server.ts";
import { ask } from "../support/http.ts";

/** With a route of a feature's, and an endpoint whose path is a pattern to frameworks where `path` says so. */
const options = (path = "/chat/completions") => ({
  config: { port: 0, prefix: "/ai", chatCompletionsPath: path, enableTestPage: false, shutdownGrace: 0 },
  env: {},
  log: () => {},
  routes: [{ method: "GET" as const, path: "/metrics", handle: () => json(200, { streams: 0 }) }],
  async *handler() {},
});

async function listen(server: NodeServer): Promise<string> {
  const address = await server.listen();
  onTestFinished(() => server.close());
  return address;
}

const names = [
  "POST /ai/chat/completions",
  "GET /healthz",
  "GET /metrics",
  "GET /openapi.json",
  "GET /readyz",
];

test("Express's router has the server's routes", async () => {
  const server = new ExpressServer(options());
  await listen(server);
  const routes = server.app.router.stack.flatMap(({ handle }) => ("stack" in handle ? [handle.stack] : []));
  const seen = (routes as { route?: { path: string; methods: object } }[][])
    .flat()
    .flatMap(({ route }) =>
      route ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`) : [],
    );
  expect(seen.toSorted()).toEqual(names.toSorted());
});

test("Fastify knows the server's routes", async () => {
  const server = new FastifyServer(options());
  await listen(server);
  const has = names.map((name) => name.split(" ") as ["GET" | "POST", string]);
  expect(has.filter(([method, url]) => !server.app.hasRoute({ method, url }))).toEqual([]);
  expect(server.app.printRoutes()).toContain("completions (POST");
});

test("Hono lists the server's routes", async () => {
  const server = new HonoServer(options());
  await listen(server);
  const seen = server.app.routes.map(({ method, path }) => `${method} ${path}`);
  expect(seen.filter((name) => name !== "ALL /*").toSorted()).toEqual(names.toSorted());
});

test.each([
  ["express", ExpressServer],
  ["fastify", FastifyServer],
  ["hono", HonoServer],
])("%s answers at the path as it is written, and at no other", async (_name, Server) => {
  const url = await listen(new Server(options()));
  const statuses: unknown[] = [];
  for (const path of [
    "/ai/chat/completions",
    "/ai/Chat/completions",
    "/ai/%63hat/completions",
    "/ai/chat/completions/",
  ]) {
    statuses.push((await ask(url, { path })).status);
  }
  expect(statuses).toEqual([200, 404, 404, 307]);
});

test.each([
  ["express", ExpressServer],
  ["fastify", FastifyServer],
  ["hono", HonoServer],
])("%s takes no path for a pattern", async (_name, Server) => {
  const url = await listen(new Server(options("/chat/:id(*)")));
  const answers = [await ask(url, { path: "/ai/chat/:id(*)" }), await ask(url, { path: "/ai/chat/1" })];
  expect(answers.map(({ status }) => status)).toEqual([200, 404]);
});
