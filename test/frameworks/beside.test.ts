import { once } from "node:events";
import type { Server } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import type { SSEServerConfig } from "../../templates/core/src/llmbrick/config/config.ts";
import type { NodeServer } from "../../templates/core/src/llmbrick/lifecycle/node-server.ts";
import { event, request } from "../support/client.ts";
import { ask } from "../support/http.ts";
import { latch } from "../support/latch.ts";
import { post, RawClient } from "../support/raw-client.ts";
import { apps, type MakeServer } from "./apps.ts";

/** Starts a server, closed after the test. `gate` holds all requests up in the user's middleware. */
async function start(make: MakeServer, config: SSEServerConfig = {}, gate?: Promise<void>) {
  const log: Record<string, unknown>[] = [];
  const options = {
    config: { ...config, port: 0, enableTestPage: false, shutdownGrace: 0 },
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
    },
  };
  const server = await make(options, async () => gate);
  const address = await server.listen();
  onTestFinished(() => server.close());
  return { server, url: `${address}chat/completions`, port: Number(new URL(address).port), log };
}

const httpServerOf = (server: NodeServer) => (server as unknown as { server: Server }).server;

describe.each(Object.entries(apps))(
  "%s: the user's routes and middleware beside the server's",
  (_name, make) => {
    test("middleware runs for the chat, for other routes and for what is not there", async () => {
      const { url } = await start(make);
      for (const path of ["/chat/completions", "/echo", "/openapi.json", "/no/such/path"]) {
        const { headers } = await ask(url, { path });
        expect([path, headers["x-mine"]]).toEqual([path, "1"]);
      }
    });

    test("a stream goes on after middleware is through", async () => {
      const { server, port } = await start(make);
      const mayGoOn = latch();
      server.handler(async function* () {
        yield event();
        await mayGoOn.happened;
        yield event({ progress: "DONE" });
      });
      const client = await RawClient.connect(port);
      await client.send(post()).until("event:");
      // A request of its own takes longer than what is left to do for the first.
      await ask(`http://127.0.0.1:${port}/healthz`, { method: "GET" });
      mayGoOn.set();
      expect(await client.until("\r\n0\r\n\r\n")).toContain('"progress":"DONE"');
    });

    test("a body parser changes no status, no body and no limit of the chat", async () => {
      const { url } = await start(make);
      expect(await ask(url, { body: "{" })).toMatchObject({
        status: 422,
        text: '{"detail":[{"type":"json_invalid","loc":["body",1],"msg":"JSON decode error"}]}',
      });
      const large = { ...request, toolChoice: "x".repeat(1_200_000) };
      expect(await ask(url, { body: large })).toMatchObject({ status: 200 });
      const types = { "text/plain": 415, "application/json; charset=x": 200, "application/vnd.x+json": 200 };
      for (const [type, status] of Object.entries(types)) {
        expect(await ask(url, { headers: { "Content-Type": type } })).toMatchObject({ status });
      }
      expect(await ask(url, { headers: { "Content-Encoding": "gzip" } })).toMatchObject({ status: 415 });
    });

    test("a route of the user's gets its body parsed", async () => {
      const { url } = await start(make);
      expect(JSON.parse((await ask(url, { path: "/echo", body: { a: 1 } })).text)).toEqual({ a: 1 });
    });

    test("a route of the user's wins", async () => {
      const { url } = await start(make);
      expect(JSON.parse((await ask(url, { method: "GET", path: "/healthz" })).text)).toEqual({ mine: true });
    });

    test("what no route takes is answered with the contract's 404", async () => {
      const { url } = await start(make);
      for (const changes of [
        { method: "GET", path: "/no" },
        { method: "GET", path: "/%zz" },
        { path: "/boom", body: {} },
      ]) {
        expect(await ask(url, changes)).toMatchObject({ status: 404, text: '{"detail":"Not Found"}' });
      }
    });

    test("a foreign host reaches no route of the user's, and CORS holds for them", async () => {
      const { url } = await start(make, { corsOrigins: ["https://app.example"] });
      const healthz = (headers: Record<string, string>) =>
        ask(url, { method: "GET", path: "/healthz", headers });
      expect(await healthz({ Host: "evil.example" })).toMatchObject({ status: 403 });
      expect((await healthz({ Origin: "https://app.example" })).headers).toMatchObject({
        "access-control-allow-origin": "https://app.example",
      });
    });

    test("an error in a route of the user's is a 500 there, and nothing else", async () => {
      const { url } = await start(make);
      expect(await ask(url, { method: "GET", path: "/boom" })).toMatchObject({ status: 500 });
      expect(await ask(url)).toMatchObject({ status: 200 });
    });

    test("a client that leaves while middleware waits leaves nothing behind", async () => {
      let goOn = () => {};
      const { server, port, log } = await start(
        make,
        {},
        new Promise((resolve) => {
          goOn = resolve;
        }),
      );
      const client = await RawClient.connect(port);
      const [[incoming]] = await Promise.all([once(httpServerOf(server), "request"), client.send(post())]);
      client.socket.destroy();
      await once(incoming.socket, "close");
      goOn();
      await expect
        .poll(() => log)
        .toMatchObject([{ path: "/chat/completions", events: 0, outcome: "aborted" }]);
    });
  },
);
