import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { clauses, startClauses } from "../../conformance/clauses/index.ts";
import { openAiClauses } from "../../conformance/clauses/openai/index.ts";
import { details, promises } from "../../src/commands/check/promises.zh-TW.ts";
import { en } from "../../src/i18n/en.ts";
import { llmbrick } from "../../templates/node/src/llmbrick/server.ts";
import { check, documentOf, frame, key, pass, serve, serveChat } from "../support/checking.ts";
import { hello, start } from "../support/llmbrick-server.ts";
import type { TestIoOptions } from "../support/test-io.ts";

describe("a server that keeps the protocol", () => {
  test("has no clause broken; those that can't be seen of it are skipped, with the reason", async () => {
    const { url } = await start();
    const { exitCode, document } = await documentOf([new URL(url).origin]);
    expect(document.clauses.filter(({ status }: { status: string }) => status === "broken")).toEqual([]);
    expect([exitCode, document.ok, document.endpoint, document.model]).toEqual([0, true, url, "gpt-4o"]);
    expect(document.kept).toBeGreaterThan(25);
    const all = [...clauses, ...openAiClauses, ...startClauses];
    expect(document.kept + document.skipped).toBe(all.length);
    const reasons = new Set(document.clauses.map(({ reason }: { reason?: string }) => reason));
    expect(reasons).toEqual(
      new Set([undefined, "settings", "script", "log", "defaults", "key", "openai", "process"]),
    );
  });

  test("is told clause by clause, in the order of sections, in both languages", async () => {
    const { url } = await start();
    const english = await check([url, "--only", "6,3.6"]);
    expect(english.out).toMatch(/^POST \S+, model gpt-4o\nok {7}3\.6 {2}an empty body: 422\nskipped {2}6 /);
    expect(english.out).toMatch(/\n3 kept, 0 broken, \d+ skipped, in \d+\.\d s\n$/);
    const chinese = await check([url, "--only", "3.6", "--lang", "zh-TW"]);
    expect(chinese.out).toContain("\n符合  3.6  本文是空的：422\n");
  });

  test("behind a key: the clauses of keys, too; the key is in nothing that is said", async () => {
    const { url } = await start({ env: { LLMBRICK_API_KEYS: key } });
    const without = await check([url]);
    expect([without.exitCode, without.out]).toEqual([1, ""]);
    expect(without.err).toContain(en.check.keyHint);

    const ways: [string[], TestIoOptions][] = [
      [["--key", key], {}],
      [["--key", "-"], { readStdin: async () => `${key}\n` }],
      [[], { env: { LLMBRICK_API_KEY: key } }],
    ];
    for (const [words, parts] of ways) {
      const { exitCode, document, err } = await documentOf([url, "--only", "3.2,7", ...words], parts);
      expect([exitCode, document.broken]).toEqual([0, 0]);
      const seen = document.clauses.filter(({ section, status }: Record<string, string>) =>
        section === "3.2" ? status === "kept" : false,
      );
      expect(seen).toHaveLength(1);
      expect(JSON.stringify(document) + err).not.toContain(key);
    }
    const wrong = await check([url, "--key", "wrong"]);
    expect([wrong.exitCode, wrong.err]).toEqual([1, expect.stringContaining("401")]);
  });

  test("arguments with a key are kept from those who list the processes", async () => {
    let isHidden = false;
    const { url } = await start();
    const hideArguments = () => {
      isHidden = true;
    };
    await check([url, "--only", "8"], { hideArguments });
    expect(isHidden).toBe(false);
    await check([url, "--only", "8", "--key", key], { hideArguments });
    expect(isHidden).toBe(true);
  });

  test("in an application with pages of its own: what the application answers is not held against it", async () => {
    const chat = llmbrick({ prefix: "/ai", env: {}, handler: hello, log: () => {} });
    const around = await serve(
      createServer((request, response) => {
        response.setHeader("X-Powered-By", "An application");
        // It answers what it does not know before anybody else.
        if (
          !/^\/ai\/(?:chat|health|ready|openapi)/.test(request.url ?? "") ||
          !chat.handle(request, response)
        )
          response.writeHead(404, { "Content-Type": "text/html" }).end("<h1>Nothing here</h1>");
      }),
    );
    onTestFinished(() => chat.close());
    for (const path of ["/ai", "/ai/chat/completions"]) {
      const { document } = await documentOf([around + path, "--only", "1,4,6"]);
      const broken = document.clauses.filter(({ status }: { status: string }) => status === "broken");
      expect([document.endpoint, broken]).toEqual([`${around}/ai/chat/completions`, []]);
    }
    const { document } = await documentOf([`${around}/ai`, "--only", "1"]);
    const unknown = document.clauses.find(({ promise }: { promise: string }) =>
      promise.startsWith("an unknown path"),
    );
    expect(unknown).toMatchObject({ status: "skipped", reason: "application" });
  });

  test("behind a proxy that takes a path away, which the server does not know of", async () => {
    const inner = await start();
    const proxy = await serve(
      createServer((request, response) => {
        if (!request.url?.startsWith("/pre/")) return response.writeHead(404).end();
        pass(request, response, inner.port, request.url.slice("/pre".length));
      }),
    );
    for (const path of ["/pre", "/pre/chat/completions"]) {
      const { document } = await documentOf([proxy + path, "--only", "2,6"]);
      const broken = document.clauses.flatMap(({ status, found }: Record<string, string>) =>
        status === "broken" ? [found] : [],
      );
      expect(document.endpoint).toBe(`${proxy}/pre/chat/completions`);
      expect(broken).toEqual(["no POST of /pre/chat/completions"]);
    }
    const { out } = await check([`${proxy}/pre`, "--only", "6", "--lang", "zh-TW"]);
    expect(out).toContain("沒有這個路徑的 POST：/pre/chat/completions");
  });

  test("at the endpoint's own address, and without a scheme", async () => {
    const { url } = await start({ config: { prefix: "/api" } });
    for (const address of [url, new URL(url).host]) {
      const { exitCode, document } = await documentOf([address, "--only", "1"]);
      expect([exitCode, document.endpoint]).toEqual([0, url]);
    }
  });

  test("that does not describe itself is checked by its endpoint and --model", async () => {
    const bare = await serve(
      createServer(async (request, response) => {
        if (request.url !== "/chat/completions") return void response.writeHead(404).end();
        const body = await text(request);
        if (body === "") {
          const detail = [{ type: "missing", loc: ["body"], msg: "Field required" }];
          return void response
            .writeHead(422, { "Content-Type": "application/json" })
            .end(JSON.stringify({ detail }));
        }
        response.writeHead(200, { "Content-Type": "text/event-stream" });
        response.end(
          body.includes("nope") ? frame("error", { error: "", details: "Unsupported model: nope" }) : "",
        );
      }),
    );
    expect((await check([bare])).err).toContain(en.check.modelHint);
    const { document } = await documentOf([`${bare}/chat/completions`, "--model", "gpt-4o", "--only", "3.6"]);
    expect(document).toMatchObject({ ok: true, endpoint: `${bare}/chat/completions`, model: "gpt-4o" });
    expect((await check([bare, "--model", "nope"])).err).toContain(en.check.modelRefused("nope"));
  });

  test("below a path of an application, whose connections are its own", async () => {
    const chat = llmbrick({ prefix: "/ai", env: {}, handler: hello, log: () => {} });
    const address = await serve(
      createServer((request, response) => {
        if (!chat.handle(request, response)) response.writeHead(404).end();
      }),
    );
    onTestFinished(() => chat.close());
    const { exitCode, document } = await documentOf([`${address}/ai/`, "--only", "3,4,6,7"]);
    expect([exitCode, document.endpoint]).toEqual([0, `${address}/ai/chat/completions`]);
    expect(document.clauses).toContainEqual(expect.objectContaining({ section: "7", reason: "application" }));
  });

  test("of which nothing can be checked is no success", async () => {
    const { url } = await start();
    const { exitCode, out } = await check([url, "--only", "8"]);
    expect([exitCode, out]).toEqual([1, expect.stringContaining(en.check.nothing)]);
  });
});

describe("a server that does not", () => {
  test("has its clauses broken, with what was seen, in one line without control characters", async () => {
    const address = await serveChat((_request, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.end(frame("message", { id: "1", text: "\u001b[2J" }) + frame("message", { id: "" }));
    });
    const { exitCode, out } = await check([address, "--only", "3.6,4"]);
    expect(exitCode).toBe(1);
    expect(out).toMatch(
      /^broken {3}3\.6 {2}an empty body: 422\n {14}expected 422, saw 200 \(event: message.*$/m,
    );
    expect(out).toContain("[ 'id', 'type', 'model', 'text', 'progress', 'context', 'metadata' ]");
    expect(out).not.toMatch(/[^\P{Cc}\n]/u);
    const chinese = await check([address, "--only", "3.6", "--lang", "zh-TW"]);
    expect(chinese.out).toContain("應為 422，實際是 200");
  });

  test("repeats the key: it is not shown", async () => {
    const address = await serveChat(({ headers }, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.end(`: ${headers.authorization}\n\n`);
    });
    const { exitCode, out, err } = await check([address, "--key", key, "--only", "1,3"]);
    expect([exitCode, (out + err).includes(key)]).toEqual([1, false]);
    expect(out).toContain("Bearer …");
  });

  test("sends without an end: no more is read than is needed", async () => {
    const endless = (response: NodeJS.WritableStream) => {
      const more = () => void (response.write("x".repeat(100_000)) ? setImmediate(more) : 0);
      response.on("drain", more);
      more();
    };
    const address = await serveChat((_request, response) => {
      endless(response.writeHead(200, { "Content-Type": "text/event-stream" }));
    });
    const { exitCode, document } = await documentOf([address, "--only", "3.6"]);
    expect([exitCode, document.clauses[0]]).toEqual([
      1,
      expect.objectContaining({ status: "broken", found: en.check.tooLong(16_000_000) }),
    ]);
    const endlessly = await serve(createServer((_request, response) => endless(response)));
    expect((await check([endlessly])).err).toContain(en.check.tooLong(16_000_000));
  });
});

test("each clause has its words in Chinese, and no other has", () => {
  const all = [...clauses, ...openAiClauses, ...startClauses].map(({ promise }) => promise);
  // One is said of streams of both kinds.
  expect(Object.keys(promises).sort()).toEqual([...new Set(all)].sort());
  for (const words of [...Object.values(promises), ...details.map(([, words]) => words)]) {
    expect(words).toMatch(/\p{Script=Han}/u);
    expect(words).not.toMatch(/[务录执输证线设项页]|服務器|默認|端口|數據|項目|信息|\p{Script=Han}[,;:?!]/u);
  }
});
