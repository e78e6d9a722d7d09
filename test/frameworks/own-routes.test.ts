import { once } from "node:events";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { ask } from "../support/http.ts";
import { head, RawClient } from "../support/raw-client.ts";
import { apps, thrown, withNode } from "./apps.ts";

type Line = Record<string, unknown>;

const origin = "https://app.example";

/** Starts a server with routes of the user's, closed after the test. */
async function start(make: (typeof apps)[string], env: NodeJS.ProcessEnv = {}) {
  const log: Line[] = [];
  const options = {
    config: { port: 0, enableTestPage: false, shutdownGrace: 0, corsOrigins: [origin] },
    env,
    log: (lines: string) =>
      void log.push(
        ...lines
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line)),
      ),
  };
  const server = await make(options, async () => {});
  const address = await server.listen();
  onTestFinished(() => server.close());
  const logged = (fields: Line) =>
    vi.waitUntil(() =>
      log.find((line) => Object.entries(fields).every(([key, value]) => line[key] === value)),
    );
  const get = (path: string, headers = {}, method = "GET") => ask(address, { method, path, headers });
  return { get, log, logged, address, port: Number(new URL(address).port) };
}

describe.each(Object.entries({ node: withNode, ...apps }))("%s: routes of the user's", (_name, make) => {
  test("are guarded by the key, like the chat, where one is set", async () => {
    const { get, address } = await start(make, { LLMBRICK_API_KEYS: "key-1,key-2" });
    const chat = await ask(`${address}chat/completions`);
    for (const Authorization of [undefined, "Bearer", "Bearer key-3", "key-1", "Basic key-1"]) {
      const { status, text, headers } = await get("/guarded", Authorization && { Authorization });
      expect([status, text]).toEqual([401, chat.text]);
      expect(headers).toMatchObject({
        "www-authenticate": "Bearer",
        "x-request-id": expect.any(String),
        "x-content-type-options": "nosniff",
        "content-type": expect.stringMatching(/^application\/json/),
      });
    }
    for (const Authorization of ["Bearer key-1", "bearer key-2"]) {
      expect(await get("/guarded", { Authorization })).toMatchObject({
        status: 200,
        text: '{"secret":true}',
      });
    }
  });

  test("are open where no key is set", async () => {
    const { get } = await start(make);
    expect(await get("/guarded")).toMatchObject({ status: 200 });
  });

  test("have one line of the log each, whatever their end", async () => {
    thrown.value = new Error("boom");
    const { get, log, logged, port } = await start(make, { LLMBRICK_API_KEYS: "key-1" });
    const fields = { method: "GET", events: 0, model: null, sessionId: null, msToFirstEvent: null };
    await get("/guarded", { Authorization: "Bearer key-1", "X-Request-Id": "mine" });
    expect(await logged({ path: "/guarded", status: 200 })).toMatchObject({
      ...fields,
      requestId: "mine",
      outcome: "done",
    });
    await get("/guarded?secret=1");
    expect(await logged({ path: "/guarded", status: 401 })).toMatchObject({ ...fields, outcome: "rejected" });
    await get("/boom");
    expect(await logged({ path: "/boom", status: 500 })).toMatchObject(fields);

    const client = await RawClient.connect(port);
    client.send(head("GET /hang"));
    await get("/no/such/path");
    client.socket.destroy();
    expect(await logged({ path: "/hang" })).toMatchObject({ ...fields, status: 0, outcome: "aborted" });

    await logged({ path: "/no/such/path", status: 404 });
    expect(log.filter((line) => "outcome" in line)).toHaveLength(5);
    expect(JSON.stringify(log)).not.toMatch(/secret=1|key-1/);
  });

  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const telling = Object.assign(new Error("boom"), {
    config: { headers: { Authorization: "Bearer s3cret" } },
    toJSON: () => "s3cret",
  });
  test.each<[string, unknown, string]>([
    ["an error that tells everything of itself", telling, "Error: boom"],
    ["an error of a provider's", Object.assign(new Error("boom"), { status: 401, config: "s3cret" }), "boom"],
    ["what is no error", { config: "s3cret", message: "odd" }, "odd"],
    ["a text", "odd", "odd"],
  ])("may throw %s: it stands in the log in our words", async (_name, value, words) => {
    thrown.value = value;
    const printed = [vi.spyOn(console, "error"), vi.spyOn(process.stderr, "write")];
    const { get, log } = await start(make);
    const { text } = await get("/boom");
    // What is no error is Fastify's to answer.
    if (value instanceof Error) expect(text).not.toContain("s3cret");
    await vi.waitUntil(() => log.some(({ level }) => level === "error"));
    const lines = log.filter(({ level }) => level === "error");
    expect(lines).toHaveLength(1);
    expect(lines[0]?.error).toContain(words);
    expect(JSON.stringify(log)).not.toContain("s3cret");
    for (const print of printed) expect(print).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  test("survive a throw of a thing that can't be looked at", async () => {
    thrown.value = proxy;
    const { get, port } = await start(make);
    const lost = await RawClient.connect(port);
    lost.send(head("GET /boom"));
    expect(await get("/healthz")).toMatchObject({ status: 200 });
    lost.socket.destroy();
    await once(lost.socket, "close");
    expect(await get("/healthz")).toMatchObject({ status: 200 });
  });

  test("and the server's: a preflight is told the methods of its path", async () => {
    const { get } = await start(make);
    const preflight = async (path: string) => {
      const asked = {
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "x-own, accept",
      };
      const { status, headers } = await get(path, { Origin: origin, ...asked }, "OPTIONS");
      expect([status, headers["access-control-allow-origin"]]).toEqual([204, origin]);
      return [headers["access-control-allow-methods"], headers["access-control-allow-headers"]];
    };
    const ours = "Accept, Authorization, Content-Type, X-Request-Id";
    expect(await preflight("/chat/completions")).toEqual(["POST", ours]);
    expect(await preflight("/readyz")).toEqual(["GET, HEAD", ours]);
    expect(await preflight("/guarded")).toEqual(["GET, HEAD, POST, PUT, PATCH, DELETE", "x-own, accept"]);
    expect((await get("/guarded", { Origin: "https://evil.example" }, "OPTIONS")).status).toBe(403);
  });
});
