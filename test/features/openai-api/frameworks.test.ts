import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { describe, expect, onTestFinished, test } from "vitest";
import type { SSEServerOptions } from "../../../templates/core/src/llmbrick/http/endpoint.ts";
import { llmbrick as forExpress } from "../../../templates/express/src/llmbrick/server.ts";
import { applications } from "../../frameworks/applications/index.ts";
import { apps } from "../../frameworks/apps.ts";
import { listen } from "../../frameworks/endpoint-of-one-event.ts";
import { type Answer, ask, type Changes } from "../../support/http.ts";
import { hello } from "../../support/llmbrick-server.ts";
import { body, framesIn, withOpenAi } from "./server.ts";

type Ask = (path: string, changes?: Changes) => Promise<Answer>;

const options = (log: (lines: string) => void, prefix = ""): SSEServerOptions => ({
  config: { port: 0, prefix, shutdownGrace: 0, enableTestPage: false, allowedModels: ["gpt-4o", "a/b:c"] },
  env: { LLMBRICK_API_KEYS: "key-1" },
  handler: hello,
  log,
});

/** Servers with the routes, and applications that have them below "/ai". */
const alone = Object.entries(apps).map(([name, make]): [string, () => Promise<[Ask, () => string]>] => [
  name,
  async () => {
    withOpenAi();
    let log = "";
    const server = await make(
      options((lines) => {
        log += lines;
      }, "/ai"),
      async () => {},
    );
    const url = await server.listen();
    onTestFinished(() => server.close());
    return [asking(url), () => log];
  },
]);
const mounted = Object.entries(applications).map(
  ([name, start]): [string, () => Promise<[Ask, () => string]>] => [
    `an application of ${name}`,
    async () => {
      withOpenAi();
      let log = "";
      const app = await start(
        options((lines) => {
          log += lines;
        }),
      );
      onTestFinished(() => {
        app.server.closeAllConnections();
        return app.close();
      });
      return [asking(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`), () => log];
    },
  ],
);

const asking =
  (url: string): Ask =>
  (path, { headers, ...changes } = {}) =>
    ask(url, {
      path: `/ai/v1${path}`,
      body: changes.method === undefined ? body() : "",
      headers: { Accept: "application/json", Authorization: "Bearer key-1", ...headers },
      ...changes,
    });

const get = { method: "GET" };

describe.each([...alone, ...mounted])("%s", (_name, start) => {
  test("answers OpenAI's clients, and says in the log by which route", async () => {
    const [askAt, log] = await start();
    const { text } = await askAt("/chat/completions", { body: body({ stream: true }) });
    const { chunks, isDone } = framesIn(text);
    expect([chunks[0]?.choices[0]?.delta, isDone]).toEqual([{ role: "assistant", content: "Hello" }, true]);
    const whole = JSON.parse((await askAt("/chat/completions")).text);
    expect(whole.choices[0].message.content).toBe("Hello");
    await expect.poll(log).toContain('"path":"/ai/v1/chat/completions"');
  });

  test("lists its models, and finds each by its name, slashes and all", async () => {
    const [askAt] = await start();
    const { data } = JSON.parse((await askAt("/models", get)).text);
    expect(data.map(({ id }: { id: string }) => id)).toEqual(["gpt-4o", "a/b:c"]);
    for (const id of ["gpt-4o", "a/b:c", "a%2Fb%3Ac"]) {
      const { status, text } = await askAt(`/models/${id}`, get);
      expect([id, status, JSON.parse(text).id]).toEqual([id, 200, decodeURIComponent(id)]);
    }
  });

  test("refuses in OpenAI's form, behind the same key", async () => {
    const [askAt] = await start();
    const refusals: [string, Changes, number][] = [
      ["/chat/completions", { headers: { Authorization: "" } }, 401],
      ["/models", { ...get, headers: { Authorization: "" } }, 401],
      ["/models/a/b:c", { ...get, headers: { Authorization: "" } }, 401],
      ["/models/no/such", get, 404],
      ["/chat/completions", get, 405],
      ["/models/a/b:c", { method: "DELETE" }, 405],
      ["/chat/completions", { headers: { "Content-Type": "text/plain" } }, 415],
      ["/chat/completions", { body: "{" }, 400],
      ["/chat/completions", { body: body({ model: "none" }) }, 404],
    ];
    for (const [path, changes, status] of refusals) {
      const answer = await askAt(path, changes);
      expect([path, answer.status]).toEqual([path, status]);
      expect(Object.keys(JSON.parse(answer.text).error)).toEqual(["message", "type", "param", "code"]);
    }
  });

  test("answers at no other path", async () => {
    const [askAt] = await start();
    for (const path of ["/embeddings", "/modelsx", "/modelsx/gpt-4o"]) {
      expect((await askAt(path, get)).status).toBe(404);
    }
  });
});

test.each([
  ["broken JSON", { body: "{" }],
  ["a charset", { headers: { "Content-Type": "application/json; charset=latin1" } }],
  ["a coding", { headers: { "Content-Encoding": "identity, identity" } }],
])("what a body parser of Express refuses is refused in OpenAI's form: %s", async (_name, changes) => {
  withOpenAi();
  const ours = forExpress(options(() => {}));
  const askAt = await listen(createServer(express().use(express.json()).use("/ai", ours)));
  const path = "/ai/v1/chat/completions";
  const withKey = { Authorization: "Bearer key-1", ...("headers" in changes && changes.headers) };
  const refused = await askAt({ path, ...changes, headers: withKey });
  expect([refused.status, Object.keys(JSON.parse(refused.text).error)]).toEqual([
    expect.toBeOneOf([400, 415]),
    ["message", "type", "param", "code"],
  ]);
  expect((await askAt({ path, ...changes, headers: { ...withKey, Authorization: "" } })).status).toBe(401);
});
