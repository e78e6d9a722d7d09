import { once } from "node:events";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../templates/core/src/llmbrick/config/config.ts";
import { takeWholeUrl } from "../../templates/core/src/llmbrick/http/exchange.ts";
import { Runtime } from "../../templates/core/src/llmbrick/http/runtime.ts";
import { admit, serve } from "../../templates/core/src/llmbrick/http/send.ts";
import { createLogger } from "../../templates/core/src/llmbrick/log/log.ts";
import { routesOf } from "../../templates/core/src/llmbrick/routes/routes.ts";
import { request as valid } from "../support/client.ts";
import { hello } from "../support/llmbrick-server.ts";

/** Bytes of the smaller of two requests. A pattern that backtracks takes some seconds for them. */
const size = 200_000;
/** How much longer twice the bytes may take. */
const growth = 2.5;
/** Milliseconds that collecting garbage and the like may take in the one and not in the other. */
const noise = 5;

const env = { LLMBRICK_API_KEYS: "secret", LLMBRICK_CORS_ORIGINS: "https://app.example" };
const { config } = resolveConfig({ maxBodyBytes: 100 * size, enableTestPage: false }, env);
const runtime = new Runtime(
  config,
  createLogger(() => {}),
);
runtime.add(routesOf(runtime, { env, faults: [] }));
runtime.handler = hello;

interface Hostile {
  url?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Milliseconds of this process's time: what else the machine does is not counted. */
function timeUsed(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds that a server works on one request, from its head to the end of its answer. */
async function workOf({
  url = "/chat/completions",
  method = "POST",
  headers,
  body = "",
}: Hostile): Promise<number> {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { url, method, httpVersion: "1.1" });
  const usual = {
    accept: "text/event-stream",
    "content-type": "application/json",
    authorization: "Bearer secret",
  };
  request.headers = { host: "localhost", ...usual, ...headers };
  request.push(body);
  request.push(null);
  const response = new ServerResponse(request);
  response.assignSocket(new PassThrough().resume() as unknown as Socket);
  const isOver = once(response, "finish");

  const start = timeUsed();
  takeWholeUrl(request);
  if (admit(runtime, request, response)) await serve(runtime, request, response);
  await isOver;
  return timeUsed() - start;
}

const json = (fields: object) => ({ body: JSON.stringify({ ...valid, ...fields }) });
const raw = (field: string) => ({ body: `${JSON.stringify(valid).slice(0, -1)},${field}}` });
const content = (text: string) => json({ messages: [{ role: "user", content: text }] });

/** Text of about `length` characters. */
const fill = (unit: string, length: number) => unit.repeat(Math.ceil(length / unit.length));

const numbers: Record<string, (n: number) => string> = {
  digits: (n) => `${fill("1", n)}x`,
  "grouped digits": (n) => `${fill("1_", n)}x`,
  underscores: (n) => fill("_", n),
  "a fraction": (n) => `1.${fill("0", n)}x`,
  points: (n) => fill("1.", n),
  spaces: (n) => `1${fill(" ", n)}x`,
  "an exponent": (n) => `1e${fill("1", n)}x`,
  signs: (n) => fill("+-", n),
  "a long number": (n) => fill("1", n),
  "a long infinity": (n) => `${fill("inf", n)}`,
};

const rows: Record<string, (n: number) => Hostile> = {
  ...Object.fromEntries(
    ["temperature", "maxTokens", "stream"].flatMap((field) =>
      Object.entries(numbers).map(([name, text]) => [
        `${field}: ${name}`,
        (n: number) => json({ [field]: text(n) }),
      ]),
    ),
  ),
  "a number of many digits": (n) => raw(`"temperature":${fill("7", n)}`),
  "a whole number of many digits": (n) => raw(`"maxTokens":1${fill("0", n)}`),
  "an exponent of many digits": (n) => raw(`"temperature":1e${fill("9", n)}`),
  "a minus without an end": (n) => ({ body: fill("-", n) }),
  "digits without an end": (n) => ({ body: `[${fill("1", n)}x` }),
  "text beyond the first plane": (n) => content(fill("🧱", n)),
  "halves of pairs": (n) => content(fill("\ud83e", n)),
  "an unknown model": (n) => json({ model: fill("x", n) }),
  "an unknown role": (n) =>
    json({
      messages: [
        { role: fill("x", n), content: "" },
        { role: "user", content: "" },
      ],
    }),
  "an unknown key": (n) => json({ [fill("k", n)]: 1 }),
  "a session's id of control characters": (n) => json({ sessionId: fill("\u0085", n) }),
  "unknown keys": (n) => ({ body: `{${Array.from({ length: n / 10 }, (_, at) => `"k${at}":1`).join()}}` }),
  "one key again and again": (n) => ({ body: `{${fill('"a":1,', n)}"b":1}` }),
  "keys that are numbers": (n) => ({
    body: `{${Array.from({ length: n / 10 }, (_, at) => `"${at * 7}":1`).join()}}`,
  }),
  "messages that are numbers": (n) => ({ body: `{"messages":[${fill("1,", n)}1]}` }),
  "messages that are empty": (n) => ({ body: `{"messages":[${fill("{},", n)}{}]}` }),
  "many messages": (n) => json({ messages: Array(Math.ceil(n / 30)).fill({ role: "user", content: "" }) }),
  brackets: (n) => ({ body: fill("[", n) }),
  "pairs of brackets": (n) => ({ body: `[${fill("[],", n)}` }),
  "brackets in a text": (n) => content(fill('["', n)),
  backslashes: (n) => ({ body: `"${fill("\\", n)}` }),
  "backslashes and quotes": (n) => ({ body: `["${fill('\\"\\\\', n)}"x` }),
  quotes: (n) => ({ body: fill('"', n) }),
  "escapes that break off": (n) => ({ body: `"${fill("\\u0041", n)}\\u00` }),
  "spaces before nothing": (n) => ({ body: fill(" \n", n) }),
  "spaces within": (n) => ({ body: `{"a"${fill(" ", n)}x` }),
  "a list that breaks off": (n) => ({ body: `[${fill("1 , ", n)}x` }),
  "an object that breaks off": (n) => ({ body: `{${fill('"a": [ ] , ', n)}x` }),
  "bricks that break off": (n) => ({ body: `["${fill("🧱", n)}" x` }),

  "Accept: commas": (n) => ({ headers: { accept: fill(",", n) } }),
  "Accept: semicolons": (n) => ({ headers: { accept: `text/event-stream${fill(";", n)}` } }),
  "Accept: weights": (n) => ({ headers: { accept: `text/event-stream${fill(";q=0.0001", n)}` } }),
  "Accept: zeros": (n) => ({ headers: { accept: `text/event-stream;q=0.${fill("0", n)}1` } }),
  "Accept: spaces": (n) => ({ headers: { accept: `${fill(" ", n)}x` } }),
  "Authorization: spaces": (n) => ({ headers: { authorization: `Bearer${fill(" ", n)}x` } }),
  "Authorization: a long key": (n) => ({ headers: { authorization: `Bearer ${fill("k", n)}` } }),
  "Content-Type: pluses": (n) => ({ headers: { "content-type": `a/${fill("a+", n)}` }, body: "{}" }),
  "Content-Type: slashes": (n) => ({ headers: { "content-type": fill("a/", n) }, body: "{}" }),
  "Content-Type: spaces": (n) => ({
    headers: { "content-type": `application/json${fill(" ", n)}x` },
    body: "{}",
  }),
  "Content-Encoding: commas": (n) => ({ headers: { "content-encoding": fill("identity,", n) } }),
  "Host: colons": (n) => ({ headers: { host: fill(":", n) } }),
  "Host: ports": (n) => ({ headers: { host: fill(":1", n) } }),
  "Host: a port": (n) => ({ headers: { host: `localhost:${fill("1", n)}x` } }),
  "Origin: an international name": (n) => ({ headers: { origin: `http://${fill("xn--", n)}` } }),
  "Origin: an encoded name": (n) => ({ headers: { origin: `http://${fill("%E4%BD%A0", n)}` } }),
  "Origin: slashes": (n) => ({ headers: { origin: `http:${fill("/", n)}` } }),
  "X-Request-Id": (n) => ({ headers: { "x-request-id": fill("a", n) } }),
  "the path: slashes": (n) => ({ url: fill("/", n) }),
  "the path: escapes": (n) => ({ url: `/${fill("%41", n)}%` }),
  "the path: dots": (n) => ({ url: fill("/..", n) }),
  "the path: a query": (n) => ({ url: `/?${fill("?a=%&", n)}` }),
  "the target: a host": (n) => ({ url: `http://${fill(":", n)}` }),
  "the target: schemes": (n) => ({ url: fill("http://", n) }),
  "the method": (n) => ({ method: fill("X", n) }),
};

describe("twice the bytes take at most 2.5 times as long", () => {
  test.each(Object.entries(rows))(
    "%s",
    async (_name, hostile) => {
      // The quickest of some runs is what the work takes; all else is what the machine did besides.
      let [once_, twice] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      for (let run = 0; run < 20; run++) {
        once_ = Math.min(once_, await workOf(hostile(size)));
        twice = Math.min(twice, await workOf(hostile(2 * size)));
        if (run > 0 && twice <= growth * once_ + noise) break;
      }
      expect(twice).toBeLessThanOrEqual(growth * once_ + noise);
    },
    60_000,
  );

  test("which a pattern that backtracks does not", () => {
    const timeOf = (length: number) => {
      const start = timeUsed();
      /^\d+\.?\d*$/.test(`${"1".repeat(length)}x`);
      return timeUsed() - start;
    };
    // Twice doubled, as V8 compiles a pattern while it runs.
    expect(timeOf(40_000)).toBeGreaterThan(growth ** 2 * timeOf(10_000) + noise);
  });
});
