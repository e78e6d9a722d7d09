import { describe, expect, test } from "vitest";
import { ask } from "../support/http.ts";
import { start } from "../support/llmbrick-server.ts";
import { post, RawClient } from "../support/raw-client.ts";

describe("Host", () => {
  const loopback = ["localhost", "LOCALHOST:9000", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:9000"];
  const foreign = [
    "evil.example",
    "localhost.evil.example",
    "evil.localhost",
    "127.0.0.2",
    "127.0.0.1.evil.example",
    "localhost:9000:9000",
    "user@localhost",
    "192.168.0.1",
    "",
  ];

  test.each([
    ...loopback.map((host) => [host, 200] as const),
    ...foreign.map((host) => [host, 403] as const),
  ])("%j on loopback: %i", async (host, status) => {
    const { port } = await start();
    const client = await RawClient.connect(port);
    const text = await client.send(post(undefined, { Host: host, Connection: "close" })).closed();
    expect(text).toContain(`HTTP/1.1 ${status} `);
    expect(text.includes('{"detail":{"error":"Host not allowed"}}')).toBe(status === 403);
  });

  test("may be the loopback address that the server is bound to", async () => {
    const { url } = await start({ config: { host: "127.0.0.2" } });
    expect(await ask(url)).toMatchObject({ status: 200 });
    expect(await ask(url, { headers: { Host: "localhost" } })).toMatchObject({ status: 200 });
    expect(await ask(url, { headers: { Host: "127.0.0.3" } })).toMatchObject({ status: 403 });
  });

  test("may be one of allowedHosts too", async () => {
    const { url } = await start({ config: { allowedHosts: ["App.Example", "[fd00::1]"] } });
    for (const Host of ["app.example", "APP.example:8443", "[fd00::1]:9000", "localhost"]) {
      expect(await ask(url, { headers: { Host } }), Host).toMatchObject({ status: 200 });
    }
    expect(await ask(url, { headers: { Host: "other.example" } })).toMatchObject({ status: 403 });
  });

  test("is any on a public address, unless allowedHosts says which", async () => {
    const open = await start({ config: { host: "0.0.0.0" } });
    expect(await ask(open.url, { headers: { Host: "any.example" } })).toMatchObject({ status: 200 });
    const closed = await start({ config: { host: "0.0.0.0", allowedHosts: ["my.example"] } });
    expect(await ask(closed.url, { headers: { Host: "my.example" } })).toMatchObject({ status: 200 });
    expect(await ask(closed.url, { headers: { Host: "any.example" } })).toMatchObject({ status: 403 });
  });

  test("is missing only in HTTP/1.0, and refused there", async () => {
    const { port } = await start();
    const client = await RawClient.connect(port);
    client.send(post(undefined, { Host: undefined }).replace("HTTP/1.1", "HTTP/1.0"));
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 403 /);
  });
});

describe("Origin", () => {
  const config = { corsOrigins: ["https://app.example.com"] };

  test.each<[string, string, number]>([
    ["http://localhost:9000", "localhost:9000", 200],
    ["https://localhost", "localhost", 200],
    ["http://localhost", "localhost:9000", 403],
    ["http://localhost:9001", "localhost:9000", 403],
    ["http://127.0.0.1:9000", "localhost:9000", 403],
    ["https://app.example.com", "localhost", 200],
    ["http://app.example.com", "localhost", 403],
    ["https://app.example.com:8443", "localhost", 403],
    ["https://app.example.com.evil.example", "localhost", 403],
    ["null", "localhost", 403],
    ["", "localhost", 403],
    ["nonsense", "localhost", 403],
  ])("%j to %s: %i", async (origin, host, status) => {
    const { url } = await start({ config });
    const answer = await ask(url, { headers: { Origin: origin, Host: host } });
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.text).toBe('{"detail":{"error":"Origin not allowed"}}');
  });
});

describe("CORS", () => {
  const Origin = "https://app.example.com";
  const config = { corsOrigins: [Origin, "http://localhost:5173"] };
  const cors = (headers: object) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => /^(access-control-|vary)/.test(name)));
  const granted = {
    "access-control-allow-origin": Origin,
    "access-control-expose-headers": "X-Request-Id, Retry-After",
    vary: "Origin",
  };

  test("headers are on every answer to a configured origin", async () => {
    const { url } = await start({ config });
    expect(cors((await ask(url, { headers: { Origin } })).headers)).toEqual(granted);
    expect(cors((await ask(url, { headers: { Origin }, body: "{" })).headers)).toEqual(granted);
    expect(cors((await ask(url, { headers: { Origin }, path: "/nothing" })).headers)).toEqual(granted);
  });

  test("headers are on no other answer", async () => {
    const { url } = await start({ config });
    expect(cors((await ask(url)).headers)).toEqual({});
    expect(cors((await ask(url, { headers: { Origin: "https://evil.example" } })).headers)).toEqual({});
    expect(cors((await ask(url, { headers: { Origin: new URL(url).origin } })).headers)).toEqual({});
  });

  const preflight = {
    method: "OPTIONS",
    headers: { Origin, "Access-Control-Request-Method": "POST" } as Record<string, string>,
  };

  test("preflights of a configured origin are answered, without a key", async () => {
    const { url } = await start({ config, env: { LLMBRICK_API_KEYS: "secret" } });
    const { status, headers, text } = await ask(url, preflight);
    expect({ status, text }).toEqual({ status: 204, text: "" });
    expect(cors(headers)).toEqual({
      ...granted,
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "Accept, Authorization, Content-Type, X-Request-Id",
      "access-control-max-age": "600",
    });
  });

  test("preflights of others are not", async () => {
    const configured = await start({ config });
    const none = await start();
    const foreign = { ...preflight.headers, Origin: "https://evil.example" };
    const own = { ...preflight.headers, Origin: new URL(none.url).origin };
    for (const [url, headers, status] of [
      [configured.url, foreign, 403],
      [none.url, preflight.headers, 403],
      [none.url, own, 405],
    ] as const) {
      const answer = await ask(url, { method: "OPTIONS", headers });
      expect(answer.status).toBe(status);
      expect(cors(answer.headers)).toEqual({});
    }
  });
});

describe("API keys", () => {
  const env = { LLMBRICK_API_KEYS: "first-key, second/key=" };

  test.each([
    ["Bearer first-key", 200],
    ["bearer second/key=", 200],
    ["Bearer  first-key", 200],
    [undefined, 401],
    ["", 401],
    ["Bearer", 401],
    ["Bearer ", 401],
    ["first-key", 401],
    ["Basic first-key", 401],
    ["Bearer First-Key", 401],
    ["Bearer first-key2", 401],
    ["Bearer first-key x", 401],
    ["Bearer first-ke", 401],
    ["Bearer first-key,second/key=", 401],
    ["Bearer first-key, second/key=", 401],
  ])("%j: %i", async (authorization, status) => {
    const { url } = await start({ env });
    const answer = await ask(url, { headers: { Authorization: authorization } });
    expect(answer.status).toBe(status);
    if (status === 200) return;
    expect(answer.text).toBe('{"detail":{"error":"Invalid or missing API key"}}');
    expect(answer.headers["www-authenticate"]).toBe("Bearer");
  });

  test("are not needed where there are none", async () => {
    const { url } = await start();
    expect(await ask(url, { headers: { Authorization: "Bearer any" } })).toMatchObject({ status: 200 });
  });
});
