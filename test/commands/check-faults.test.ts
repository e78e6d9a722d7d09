import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { locate } from "../../src/commands/check/locate.ts";
import { Cancelled } from "../../src/errors.ts";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { makeCertificate } from "../support/certificate.ts";
import { check, key, serve, serveChat } from "../support/checking.ts";
import { start } from "../support/llmbrick-server.ts";
import { testIo } from "../support/test-io.ts";

describe("what can't be checked is told in a message", () => {
  test.each<[string, () => Promise<string>, string]>([
    ["away", async () => "http://127.0.0.1:1", en.check.codes.ECONNREFUSED ?? ""],
    ["no HTTP", () => serve(createTcpServer((socket) => socket.end("SSH-2.0-x\r\n"))), en.check.noHttp],
    ["hangs up", () => serve(createTcpServer((socket) => socket.destroy())), en.check.codes.ECONNRESET ?? ""],
    [
      "no server of ours",
      () => serve(createServer((_request, response) => response.end("<html>"))),
      en.check.modelHint,
    ],
    [
      "sends on",
      () => serve(createServer((_request, response) => response.writeHead(301, { Location: "/x" }).end())),
      "sends on to /x",
    ],
    [
      "sends on with secrets",
      () => {
        const Location = "http://me:secret@elsewhere/x?token=secret";
        return serve(createServer((_request, response) => response.writeHead(301, { Location }).end()));
      },
      "sends on to http://***@elsewhere/x",
    ],
    [
      "describes itself in no form that there is",
      () => {
        const odd = { servers: [5], paths: { "/x": { post: { responses: { 200: { content: "x" } } } } } };
        return serve(createServer((_request, response) => response.end(JSON.stringify(odd))));
      },
      en.check.modelHint,
    ],
    [
      "no event stream",
      () => serveChat((_request, response) => response.writeHead(500).end("oops\u0007")),
      "but with 500, -: oops\\u0007",
    ],
  ])("%s", async (_what, serving, message) => {
    const { exitCode, err } = await check([await serving()]);
    expect([exitCode, err]).toEqual([1, expect.stringContaining(message)]);
    expect(err).not.toMatch(/\n\s+at /);
  });

  test("https where there is http, and a certificate that nobody vouches for", async () => {
    const { port } = await start();
    expect((await check([`https://127.0.0.1:${port}`])).err).toContain(en.check.noTls);
    const { sslKeyfile, sslCertfile, remove } = makeCertificate();
    onTestFinished(remove);
    const secure = await start({ config: { sslKeyfile, sslCertfile } });
    expect((await check([`https://127.0.0.1:${secure.port}`])).err).toContain(en.check.certificate);
  });

  test("a server that never answers, at its first request or its first stream", async () => {
    const run = { io: testIo(), t: zhTW } as unknown as Parameters<typeof locate>[1];
    const target = { path: "", key: undefined, model: undefined, only: [] };
    for (const address of [await serve(createTcpServer()), await serveChat(() => {})]) {
      const attempt = locate({ ...target, url: new URL(address) }, run, 0.2);
      await expect(attempt).rejects.toThrow(zhTW.check.late(0.2));
    }
  });

  test("Ctrl-C ends a check at once, wherever it is", async () => {
    for (const only of ["1", "3.6"]) {
      const ending = new AbortController();
      let count = 0;
      const address = await serveChat((_request, response) => {
        if (++count === 1) response.writeHead(200, { "Content-Type": "text/event-stream" }).end();
        else ending.abort(new Cancelled("SIGINT"));
      });
      const { exitCode, out } = await check([address, "--only", only], { signal: ending.signal });
      expect([exitCode, out]).toEqual([130, ""]);
    }
  });

  test.each([
    ["no address", [""]],
    ["another scheme", ["ftp://127.0.0.1"]],
    ["with a password", [`http://me:${key}@127.0.0.1`]],
    ["with a query", ["http://127.0.0.1/?a"]],
    ["an unknown section", ["http://127.0.0.1", "--only", "1,12"]],
    ["a key with a line end", ["http://127.0.0.1", "--key", "a\nb"]],
    ["a key of another script", ["http://127.0.0.1", "--key", "鑰匙"]],
  ])("%s: exit code 2", async (_what, words) => {
    const { exitCode, out, err } = await check(words);
    expect([exitCode, out]).toEqual([2, ""]);
    expect(err).toMatch(/Allowed: |needs a value: /);
    expect(err).not.toContain(key);
  });
});
