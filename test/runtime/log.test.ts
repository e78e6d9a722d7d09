import { describe, expect, test } from "vitest";
import { createLogger } from "../../templates/core/src/llmbrick/log/log.ts";
import { event, request } from "../support/client.ts";
import { ask } from "../support/http.ts";
import { hello, start } from "../support/llmbrick-server.ts";

describe("the line of a request", () => {
  test("has every field of the protocol's, in its order, of an answer", async () => {
    const { url, logged } = await start();
    const { text } = await ask(url, { headers: { "X-Request-Id": "my-id" } });
    const line = await logged({ outcome: "done" });
    expect(Object.keys(line)).toEqual([
      ...["time", "level", "requestId", "method", "path", "status", "model", "sessionId"],
      ...["events", "bytes", "msToFirstEvent", "durationMs", "outcome"],
    ]);
    expect(line).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: "info",
      requestId: "my-id",
      method: "POST",
      path: "/chat/completions",
      status: 200,
      model: "gpt-4o",
      sessionId: "session-1",
      events: 2,
      bytes: Buffer.byteLength(text),
      msToFirstEvent: expect.any(Number),
      durationMs: expect.any(Number),
      outcome: "done",
    });
    expect(line.durationMs).toBeGreaterThanOrEqual(line.msToFirstEvent as number);
  });

  test.each<[string, Parameters<typeof ask>[1], object]>([
    ["a refusal", { body: "{" }, { status: 422, model: null, sessionId: null, outcome: "rejected" }],
    [
      "a refusal after the body",
      { headers: { Accept: "*/*" } },
      { status: 406, model: "gpt-4o", outcome: "rejected" },
    ],
    ["an unknown path", { path: "/nothing" }, { status: 404, path: "/nothing", outcome: "rejected" }],
    ["a health check", { method: "GET", path: "/healthz" }, { status: 200, bytes: 15, outcome: "done" }],
    [
      "a broken rule",
      { body: { ...request, model: "nope" } },
      { status: 200, model: "nope", outcome: "invalid" },
    ],
  ])("is there for %s", async (_name, changes, fields) => {
    const { url, log, logged } = await start();
    await ask(url, changes);
    const { requestId } = await logged(fields as Record<string, unknown>);
    expect(log.filter((line) => line.requestId === requestId && "outcome" in line)).toHaveLength(1);
  });

  test("is one line, whatever the request holds", async () => {
    const { url, log, logged } = await start();
    const sessionId = 'a\n{"level":"forged"}\r\n\u001b[31m\u0085\u2028';
    await ask(url, { body: { ...request, sessionId, model: sessionId } });
    expect(await logged({ outcome: "invalid" })).toMatchObject({ sessionId, model: sessionId });
    await ask(url, { method: "GET", path: "/a%0d%0a%1b" });
    expect(await logged({ outcome: "rejected" })).toMatchObject({ path: "/a%0d%0a%1b" });
    expect(log).toHaveLength(2);
  });

  test("holds no more of a name than 200 characters", async () => {
    const { url, logged } = await start();
    const long = "漢".repeat(5000);
    await ask(url, { body: { ...request, model: long, sessionId: long } });
    expect(await logged({ outcome: "invalid" })).toMatchObject({
      model: long.slice(0, 200),
      sessionId: long.slice(0, 200),
    });
  });

  test("is left out where not wanted; failures are not", async () => {
    const { url, log, logged } = await start({
      config: { enableRequestLogging: false },
      // biome-ignore lint/correctness/useYield: it fails before it could
      async *handler() {
        throw new Error("Oh no");
      },
    });
    await ask(url);
    await logged({ level: "error" });
    expect(log.filter((line) => "outcome" in line)).toEqual([]);
  });
});

describe("the log", () => {
  test("holds no secret and no content", async () => {
    for (const debugMode of [true, false]) {
      const { url, log, logged } = await start({
        config: { debugMode },
        env: { LLMBRICK_API_KEYS: "s3cret" },
        async *handler(_request, { signal }) {
          yield event({ text: "s3cret answer", metadata: { s3cret: 1 } });
          yield event({ id: "", text: signal.aborted ? "" : "s3cret" });
        },
      });
      const messages = [{ role: "user", content: "s3cret question" }];
      const Authorization = "Bearer s3cret";
      await ask(url, { body: { ...request, messages }, headers: { Authorization } });
      await ask(url, { body: { ...request, messages, model: "x" }, headers: { Authorization } });
      await ask(url, { body: `{"s3cret":`, headers: { Authorization, Cookie: "a=s3cret" } });
      await ask(url, { path: "/chat/completions?key=s3cret", headers: { Authorization: "Bearer s3cret2" } });
      await logged({ status: 401 });
      expect(log.length).toBeGreaterThanOrEqual(5);
      expect(JSON.stringify(log)).not.toContain("s3cret");
    }
  });

  test("takes a handler's lines, with the request's id", async () => {
    const { url, logged } = await start({
      async *handler(given, { log, requestId }) {
        log("thinking", { id: requestId, of: { "\u001b[31m": given.messages.length } });
        yield* hello(given, { log, requestId, signal: AbortSignal.abort() });
      },
    });
    await ask(url, { headers: { "X-Request-Id": "my-id" } });
    expect(await logged({ message: "thinking" })).toMatchObject({
      level: "info",
      requestId: "my-id",
      id: "my-id",
      of: { "\u001b[31m": 1 },
    });
  });

  function lines(use: (logger: ReturnType<typeof createLogger>) => void): string {
    let written = "";
    const logger = createLogger((text) => {
      written += text;
    });
    use(logger);
    logger.flush();
    return written;
  }

  test("escapes every control character, in keys and values", () => {
    const control = Array.from({ length: 160 }, (_, code) => String.fromCharCode(code))
      .filter((char) => /\p{Cc}/u.test(char))
      .join("");
    const text = lines(({ warn }) => warn({ [`key${control}`]: [`value${control}\u2028\u2029`] }));
    expect(text.match(/[\p{Cc}\u2028\u2029]/gu)).toEqual(["\n"]);
    expect(JSON.parse(text)).toMatchObject({
      level: "warn",
      [`key${control}`]: [`value${control}\u2028\u2029`],
    });
  });

  test("writes what can't be JSON as far as it can", () => {
    const cycle: Record<string, unknown> = { big: 1n };
    cycle.self = cycle;
    const written = lines(({ error, info }) => {
      error(cycle);
      info({ message: "next" });
    }).trimEnd();
    const [first, second, ...others] = written.split("\n").map((line) => JSON.parse(line));
    expect(first).toMatchObject({
      level: "error",
      message: expect.stringContaining("can't be written as JSON"),
    });
    expect(second).toMatchObject({ level: "info", message: "next" });
    expect(others).toEqual([]);
  });

  test("has errors in our words, wherever they stand in a handler's fields", () => {
    class Telling extends Error {
      readonly config = { headers: { Authorization: "Bearer s3cret" } };
      toJSON = () => this.config;
    }
    const error = new Telling("Oh no");
    const text = lines(({ info }) =>
      info({ error, list: [error], deep: { er: { error } }, at: new Date(0) }),
    );
    expect(text).not.toContain("s3cret");
    expect(JSON.parse(text)).toMatchObject({
      error: expect.stringMatching(/^Telling: Oh no\n +at /),
      list: [expect.stringContaining("Telling: Oh no")],
      deep: { er: { error: expect.stringContaining("Telling: Oh no") } },
      at: "1970-01-01T00:00:00.000Z",
    });
  });

  test("survives fields that throw when they are read, and says so", async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const fail = () => {
      throw proxy;
    };
    const { url, log } = await start({
      async *handler(_request, context) {
        context.log("a", proxy);
        context.log("b", { proxy });
        context.log("c", Object.defineProperty({}, "x", { get: fail, enumerable: true }));
        context.log("d", { x: { toJSON: fail } });
        yield event({ progress: "DONE" });
      },
    });
    expect((await ask(url, { headers: { "X-Request-Id": "odd" } })).text).toContain("DONE");
    const told = log.filter(({ requestId, message }) => requestId === "odd" && /can't/.test(String(message)));
    expect(told).toHaveLength(4);
  });

  test("holds all errors that one gathers", () => {
    const error = new AggregateError([new Error("one"), new TypeError("two")], "", {
      cause: new Error("why"),
    });
    const text = JSON.parse(lines((logger) => logger.error({ error }))).error;
    expect(text).toMatch(
      /AggregateError.*Caused by: Error: why.*Caused by: Error: one.*Caused by: TypeError: two/s,
    );
  });
});
