import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { ModuleOptions } from "../../../templates/core/src/llmbrick/http/endpoint.ts";
import { event, request } from "../../support/client.ts";
import { readEventStream } from "../../support/event-stream.ts";
import { ask, type Changes } from "../../support/http.ts";
import { latch } from "../../support/latch.ts";
import { type Headers, head, post, RawClient } from "../../support/raw-client.ts";
import { expectSameBytes } from "../before-and-after.ts";
import { options } from "../endpoint-of-one-event.ts";
import { type BusyApplication, friend, limit, mountedAt, type StartBusy } from "./application.ts";

/** Starts one, closed after the test. */
async function run(start: StartBusy, ours?: ModuleOptions) {
  const app = await start(ours);
  onTestFinished(() => {
    app.server.closeAllConnections();
    return app.close();
  });
  return { ...app, ...clientOf(app) };
}

function clientOf({ server }: BusyApplication) {
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  /** Logs in. Gives the headers that say so. */
  const logIn = async () => {
    const { headers } = await ask(url, { path: "/api/v1/login", body: { user: "mina" } });
    return { Cookie: (headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0]).join("; ") };
  };
  const chat = (changes: Changes = {}) => ask(url, { path: `${mountedAt}/chat/completions`, ...changes });
  return { port, url, logIn, chat };
}

const json = (body: string, headers: Headers = {}) => ({
  "Content-Type": "application/json",
  "Content-Length": String(Buffer.byteLength(body)),
  ...headers,
});

/** Requests to what is the application's own. */
function ownRequests(loggedIn: Headers): string[] {
  const large = JSON.stringify({ a: "x".repeat(150_000) });
  const of = (line: string, headers: Headers = {}, body = "") =>
    head(line, { Connection: "close", ...loggedIn, ...headers }) + body;
  return [
    of("GET /api/v1/mine", { Cookie: undefined }),
    of("GET /api/v1/mine"),
    of("HEAD /api/v1/mine"),
    of("GET /api/v1/mine", { "Accept-Encoding": "gzip" }),
    of("GET /api/v1/mine", { Origin: friend }),
    of("GET /api/v1/mine", { Origin: "https://foreign.example", Host: "foreign.example" }),
    of("GET /api/v1/ai/mine"),
    of("GET /api/v1/things/7?a=1"),
    of("OPTIONS /api/v1/echo", { Origin: friend, "Access-Control-Request-Method": "POST" }),
    of("OPTIONS /api/v1/ai/mine", { Origin: friend, "Access-Control-Request-Method": "GET" }),
    of("POST /api/v1/echo", json(large), large),
    of("POST /api/v1/echo", json("{"), "{"),
    of("POST /api/v1/ai/no", json("{"), "{"),
    of("POST /api/v1/ai/mine", json("{}"), "{}"),
    of("GET /api/v1/boom"),
    of("GET /no"),
    of("GET /api/v1/ai/no"),
    of("GET /api/v1/ai"),
    of("GET /api/v1/ai/"),
    of("GET /healthz"),
    of("GET /chat/completions"),
    of("GET /api/v1/%zz"),
    "GET / HTTP/1.1\r\nHost: localhost\r\nHost : localhost\r\n\r\n",
  ];
}

/** Holds such an application to what is promised of our routes in it. */
export const describeBusy = (name: string, start: StartBusy) =>
  describe(`a busy application of ${name}`, () => {
    test("answers all that is its own as before it took our routes, byte for byte", async () => {
      const before = await run(start);
      const after = await run(start, options());
      const loggedIn = await before.logIn();
      expect(await after.logIn()).toEqual(loggedIn);
      await expectSameBytes(before.port, after.port, ownRequests(loggedIn));
      expect(after.lines).toEqual(before.lines);
    });

    test("guards our routes by its session, and takes chats of any size behind its parser", async () => {
      const { chat, logIn } = await run(start, options());
      expect(await chat()).toMatchObject({ status: 401, text: expect.not.stringContaining("API key") });
      const headers = await logIn();
      expect(await chat({ headers })).toMatchObject({ status: 200 });
      const large = { ...request, toolChoice: "x".repeat(150_000) };
      expect(await chat({ headers, body: large })).toMatchObject({ status: 200 });
      // A parser may have errors of its own.
      expect([400, 422]).toContain((await chat({ headers, body: '{"model":' })).status);
      expect(await chat({ headers: { ...headers, Host: "foreign.example" } })).toMatchObject({ status: 403 });
    });

    test("sets its headers on our answers, and tells of them in its log", async () => {
      const { chat, lines, logIn } = await run(
        start,
        options({ config: { corsOrigins: [friend], enableTestPage: false } }),
      );
      const headers = { ...(await logIn()), Origin: friend };
      const answers = [await chat({ headers }), await chat({ headers, body: {} })];
      expect(answers.map(({ status }) => status)).toEqual([200, 422]);
      for (const { headers: answered } of answers) {
        expect(answered).toMatchObject({
          "access-control-allow-origin": friend,
          "access-control-allow-credentials": "true",
          "x-content-type-options": "nosniff",
          "x-frame-options": "SAMEORIGIN",
          "set-cookie": expect.anything(),
        });
        expect(Object.keys(answered)).toContainEqual(expect.stringMatching(/^(x-)?ratelimit-remaining$/));
      }
      for (const status of [200, 422])
        await vi.waitUntil(() =>
          lines.some((line) => line.includes(`POST ${mountedAt}/chat/completions ${status}`)),
        );
    });

    test("has no say in which origins may ask our routes", async () => {
      const { chat, logIn } = await run(start, options());
      const headers = { ...(await logIn()), Origin: friend };
      expect(await chat({ headers })).toMatchObject({ status: 403, text: expect.stringContaining("Origin") });
    });

    test("limits the rate of our routes too", async () => {
      const { chat, logIn } = await run(start, options());
      const headers = await logIn();
      for (let count = 0; count < limit - 1; count++) await chat({ headers, body: {} });
      expect(await chat({ headers })).toMatchObject({ status: 429 });
    });

    test("holds no event back by its compression, and ends streams by its own end", async () => {
      const mayGoOn = latch();
      const app = await run(
        start,
        options({
          async *handler(_request, { signal }) {
            yield event();
            await mayGoOn.happened;
            yield event({ text: "second" });
            await once(signal, "abort");
          },
        }),
      );
      const headers = { "Accept-Encoding": "gzip, br", ...(await app.logIn()) };
      const wire = post(undefined, headers).replace("/chat", `${mountedAt}/chat`);
      const client = await RawClient.connect(app.port);
      expect(await client.send(wire).until("event: message")).not.toContain("second");
      mayGoOn.set();
      await client.until("second");
      const closed = app.close();
      const [, ...frames] = (await client.until("event: error")).split("\r\n\r\n");
      expect(readEventStream(frames.join("\n")).length).toBeGreaterThan(0);
      client.socket.destroy();
      await closed;
    });
  });
