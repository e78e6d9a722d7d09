import { once } from "node:events";
import {
  createServer,
  type Server as HttpServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { clauses, startClauses } from "../../conformance/clauses/index.ts";
import { openAiClauses } from "../../conformance/clauses/openai/index.ts";
import { locate } from "../../src/commands/check/locate.ts";
import { details, promises } from "../../src/commands/check/promises.zh-TW.ts";
import { Cancelled } from "../../src/errors.ts";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { main } from "../../src/main.ts";
import { llmbrick } from "../../templates/node/src/llmbrick/server.ts";
import { makeCertificate } from "../support/certificate.ts";
import { hello, start } from "../support/llmbrick-server.ts";
import { outcomeIn } from "../support/outcome-document.ts";
import { type TestIoOptions, testIo } from "../support/test-io.ts";

const key = "sk-of-a-test";

async function check(words: readonly string[], parts: TestIoOptions = {}) {
  const io = testIo(parts);
  const exitCode = await main(["check", ...words], io);
  return { exitCode, out: io.out(), err: io.err() };
}

async function documentOf(words: readonly string[], parts?: TestIoOptions) {
  const { exitCode, out, err } = await check([...words, "--json"], parts);
  return { exitCode, err, document: outcomeIn(out) };
}

/** Serves until the end of the test, and gives the address. */
async function serve(server: HttpServer | TcpServer): Promise<string> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => {})));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const described = JSON.stringify({
  paths: {
    "/chat": {
      post: {
        requestBody: { content: { "application/json": { example: { model: "m" } } } },
        responses: { 200: { content: { "text/event-stream": {} } } },
      },
    },
  },
});

/** A server that describes its endpoint as it should, and answers there as it likes. */
const serveChat = (chat: RequestListener) =>
  serve(
    createServer((request, response) => {
      if (request.url === "/openapi.json") response.end(described);
      else chat(request, response);
    }),
  );

/** Hands a request on to a server on this machine, and its answer back. */
function pass(from: IncomingMessage, to: ServerResponse, port: number, path: string | undefined): void {
  const request = httpRequest({ host: "127.0.0.1", port, path, method: from.method, headers: from.headers });
  request.on("response", (answer) => answer.pipe(to.writeHead(answer.statusCode ?? 502, answer.headers)));
  request.on("error", () => to.destroy());
  to.on("close", () => request.destroy());
  from.pipe(request);
}

const frame = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

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

test("each clause has its words in Chinese, and no other has", () => {
  const all = [...clauses, ...openAiClauses, ...startClauses].map(({ promise }) => promise);
  // One is said of streams of both kinds.
  expect(Object.keys(promises).sort()).toEqual([...new Set(all)].sort());
  for (const words of [...Object.values(promises), ...details.map(([, words]) => words)]) {
    expect(words).toMatch(/\p{Script=Han}/u);
    expect(words).not.toMatch(/[务录执输证线设项页]|服務器|默認|端口|數據|項目|信息|\p{Script=Han}[,;:?!]/u);
  }
});
