import { describe, expect, onTestFinished, test } from "vitest";
import { ask } from "../support/http.ts";
import { hello, start, TestServer } from "../support/llmbrick-server.ts";
import { head, RawClient } from "../support/raw-client.ts";

describe("the endpoint's path", () => {
  test.each([
    ["", "/chat/completions", "/chat/completions"],
    ["/", "/chat/completions", "/chat/completions"],
    ["/api", "/chat/completions", "/api/chat/completions"],
    ["api/", "chat", "/api/chat"],
    ["/a/b//", "/c/", "/a/b/c/"],
    ["", "", "/"],
  ])("prefix %j and path %j make %s", async (prefix, chatCompletionsPath, path) => {
    const { url } = await start({ config: { prefix, chatCompletionsPath } });
    expect(await ask(url, { path })).toMatchObject({ status: 200 });
    expect(await ask(url, { path: `${path}?model=x` })).toMatchObject({ status: 200 });
    expect(await ask(url, { path: `${path}x` })).toMatchObject({ status: 404 });
  });

  test.each(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])("is not for %s", async (method) => {
    const { url } = await start();
    const { status, headers, text } = await ask(url, { method });
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: "POST" });
    expect(text).toBe(method === "HEAD" ? "" : '{"detail":"Method Not Allowed"}');
  });
});

describe("other routes", () => {
  const notFound = { status: 404, text: '{"detail":"Not Found"}' };

  test.each(["/nothing", "/chat", "/chat/completions//", "//chat/completions", "/../healthz", "/%68ealthz"])(
    "%s is not there",
    async (path) => {
      const { port } = await start();
      const client = await RawClient.connect(port);
      expect(await client.send(head(`POST ${path}`)).until(notFound.text)).toMatch(/^HTTP\/1\.1 404 /);
    },
  );

  test("there is no page where none is wanted", async () => {
    const { url } = await start();
    for (const path of ["/", "/index.html", "/page/settings.json"]) {
      expect(await ask(url, { method: "GET", path })).toMatchObject(notFound);
    }
  });

  test.each([
    ["/healthz", '{"status":"ok"}'],
    ["/readyz", '{"status":"ready"}'],
  ])("%s answers, without a key", async (path, text) => {
    const { url } = await start({ env: { LLMBRICK_API_KEYS: "secret" }, handler: null });
    expect(await ask(url, { method: "GET", path })).toMatchObject({ status: 200, text });
    const { status, headers } = await ask(url, { method: "HEAD", path });
    expect({ status, length: headers["content-length"] }).toEqual({
      status: 200,
      length: String(text.length),
    });
    expect(await ask(url, { method: "POST", path })).toMatchObject({
      status: 405,
      headers: { allow: "GET, HEAD" },
    });
  });

  test("of the user's own come first", async () => {
    const server = new TestServer({
      config: { port: 0, enableTestPage: false },
      handler: hello,
      env: {},
      log() {},
    });
    server.app.on("request", (request, response) => {
      if (request.url === "/mine") response.end("mine");
    });
    const url = await server.listen();
    onTestFinished(() => server.close());
    expect(await ask(url, { path: "/mine" })).toMatchObject({ status: 200, text: "mine" });
    expect(await ask(url, { path: "/chat/completions" })).toMatchObject({ status: 200 });
  });

  test("are only for allowed hosts and origins", async () => {
    const { url } = await start();
    for (const path of ["/healthz", "/openapi.json", "/nothing"]) {
      const foreign = { Host: "evil.example" };
      expect(await ask(url, { method: "GET", path, headers: foreign })).toMatchObject({ status: 403 });
    }
  });
});
