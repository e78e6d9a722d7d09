import { describe, expect, test } from "vitest";
import { start } from "../support/llmbrick-server.ts";
import { head, post, RawClient } from "../support/raw-client.ts";

const cookie = "x".repeat(70_000);

describe("what Node makes no request of", () => {
  test.each<[string, string, number, string]>([
    ["headers that are too large", head("GET /", { Cookie: cookie }), 431, "Request Header Fields Too Large"],
    ["a path that is too long", head(`GET /${cookie}`), 431, "Request Header Fields Too Large"],
    ["what is not HTTP", "nonsense\r\n\r\n", 400, "Bad Request"],
    ["another protocol", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "Bad Request"],
    ["a header without a name", head("GET /", { "": "x" }), 400, "Bad Request"],
    [
      "two lengths",
      head("POST /", { "Content-Length": "1", "Transfer-Encoding": "chunked" }),
      400,
      "Bad Request",
    ],
    ["no Host", head("GET /healthz", { Host: undefined }), 400, "Bad Request"],
    ["a tunnel", head("CONNECT localhost:443"), 501, "Not Implemented"],
  ])("is answered in JSON, and logged: %s", async (_name, text, status, detail) => {
    const { port, log } = await start();
    const client = await RawClient.connect(port);
    const answer = await client.send(text).until(JSON.stringify({ detail }));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} ${detail}\r\n`));
    expect(answer).toMatch(/^content-type: application\/json\r$/im);
    const [, requestId] = /^x-request-id: (\S+)\r$/im.exec(answer) ?? [];
    await expect.poll(() => log).toMatchObject([{ requestId, status, outcome: "rejected" }]);
    client.socket.destroy();
  });

  test("is answered though the client goes on sending", async () => {
    const { port } = await start();
    const client = await RawClient.connect(port);
    client.send(`GET / HTTP/1.1\r\nHost: localhost\r\nCookie: ${"x".repeat(3_000_000)}\r\n\r\n`);
    expect(await client.closed()).toContain('{"detail":"Request Header Fields Too Large"}');
  });

  test("does not spoil the answers that came before", async () => {
    const { port, log } = await start();
    const client = await RawClient.connect(port);
    client.send(`${post()}${head("GET /healthz")}nonsense\r\n\r\n`);
    const statuses = [...(await client.closed()).matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) =>
      Number(status),
    );
    expect(statuses).toEqual([200, 200, 400]);
    expect(log.map(({ status }) => status)).toEqual(statuses);
  });

  test("in a body that came to its request is one line of the log", async () => {
    const { port, log } = await start();
    const client = await RawClient.connect(port);
    client.send(`${post("", { "Content-Length": undefined, "Transfer-Encoding": "chunked" })}zz\r\n`);
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 400 /);
    await expect
      .poll(() => log)
      .toMatchObject([{ path: "/chat/completions", status: 400, outcome: "rejected" }]);
  });
});

describe("the rest of a request that has its answer", () => {
  test("gets none of its own, and no line of the log", async () => {
    const { port, log } = await start();
    const client = await RawClient.connect(port);
    const chunked = { "Content-Length": undefined, "Transfer-Encoding": "chunked" };
    await client.send(head("POST /nowhere", chunked)).until('{"detail":"Not Found"}');
    expect((await client.send("zz\r\n").closed()).match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(log).toMatchObject([{ path: "/nowhere", status: 404, outcome: "rejected" }]);
  });

  test("is logged by what went out, where it came at once", async () => {
    const { port, log } = await start();
    const client = await RawClient.connect(port);
    const chunked = { "Content-Length": undefined, "Transfer-Encoding": "chunked" };
    const text = await client.send(`${head("POST /nowhere", chunked)}zz\r\n`).closed();
    const [, status] = /^HTTP\/1\.1 (\d+)/.exec(text) ?? [];
    expect(log).toMatchObject([{ path: "/nowhere", status: Number(status), outcome: "rejected" }]);
  });
});

describe("what a server need not refuse", () => {
  test("64 KiB of headers but for a few bytes", async () => {
    const { port } = await start();
    const client = await RawClient.connect(port);
    const answer = client.send(head("GET /healthz", { Cookie: "x".repeat(65_000) })).until('{"status":"ok"}');
    expect(await answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("an expectation that it does not know", async () => {
    const { port } = await start();
    const client = await RawClient.connect(port);
    expect(await client.send(post(undefined, { Expect: "tea" })).until("event:")).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("a whole URL as request target", () => {
  test.each<[string, number]>([
    ["http://localhost/healthz", 200],
    ["HTTP://LOCALHOST:9000/healthz?a=http://b/c", 200],
    ["https://127.0.0.1/healthz", 200],
    ["http://[::1]:80/healthz", 200],
    ["http://localhost", 404],
    ["http://localhost?a/healthz", 404],
    ["http://localhost/x/../healthz", 404],
    ["http://evil.example/healthz", 403],
    ["http://localhost@evil.example/healthz", 403],
    ["http://evil.example@localhost/healthz", 403],
    ["http:///healthz", 404],
    ["ftp://localhost/healthz", 404],
    ["http:/localhost/healthz", 400],
    ["localhost/healthz", 400],
    ["*", 404],
  ])("%s: %i", async (target, status) => {
    const { port } = await start();
    const client = await RawClient.connect(port);
    const text = await client.send(head(`GET ${target}`, { Connection: "close" })).closed();
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  test("has the host that counts, whatever the Host header says", async () => {
    const { port, log } = await start();
    const ask = async (target: string, Host: string, Origin?: string) => {
      const client = await RawClient.connect(port);
      return (await client.send(head(`GET ${target}`, { Host, Origin, Connection: "close" })).closed()).slice(
        9,
        12,
      );
    };
    expect(await ask("http://localhost/healthz", "evil.example")).toBe("200");
    expect(await ask("http://evil.example/healthz", "localhost")).toBe("403");
    expect(await ask("http://localhost:1/healthz", "evil.example", "http://localhost:1")).toBe("200");
    expect(await ask("http://localhost:1/healthz", "localhost:2", "http://localhost:2")).toBe("403");
    expect(log.map(({ path }) => path)).toEqual(Array(4).fill("/healthz"));
  });

  test("is the chat's, key and all", async () => {
    const { port } = await start({ env: { LLMBRICK_API_KEYS: "secret" } });
    const client = await RawClient.connect(port);
    const whole = post().replace("POST /", "POST http://localhost/");
    expect(await client.send(whole).until("}}")).toMatch(/^HTTP\/1\.1 401 /);
    client.forget().send(whole.replace("Host:", "Authorization: Bearer secret\r\nHost:"));
    expect(await client.until("event:")).toMatch(/^HTTP\/1\.1 200 /);
  });
});
