import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { type ResolvedConfig, resolveConfig } from "../../templates/core/src/llmbrick/config/config.ts";
import { json, type PlainReply } from "../../templates/core/src/llmbrick/http/reply.ts";
import { Runtime } from "../../templates/core/src/llmbrick/http/runtime.ts";
import { createLogger } from "../../templates/core/src/llmbrick/log/log.ts";
import type { AnswerStream } from "../../templates/core/src/llmbrick/stream/stream.ts";

function create(config: Partial<ResolvedConfig> = {}) {
  const log: string[] = [];
  const runtime = new Runtime(
    { ...resolveConfig({}, {}).config, ...config },
    createLogger((lines) => void log.push(lines)),
  );
  runtime.add([
    { method: "GET", path: "/", handle: () => json(200, "page") },
    { method: "GET", path: "/a", handle: () => json(200, "a") },
    { method: "POST", path: "/b/c", handle: () => json(200, "c") },
  ]);
  return { runtime, log };
}

const requestTo = (method: string, url: string, originalUrl = url) =>
  ({
    method,
    url,
    originalUrl,
    headers: { host: "localhost" },
    httpVersion: "1.1",
  }) as unknown as IncomingMessage;

/** The status, and where there are any, the headers that tell what to do instead. */
function answer(method: string, url: string, originalUrl?: string) {
  const { runtime } = create();
  const request = requestTo(method, url, originalUrl);
  const { status, headers } = runtime.answer(request, runtime.exchangeOf(request)) as PlainReply;
  return [status, headers.Allow ?? headers.Location].filter((part) => part !== undefined);
}

test.each([
  ["GET", "/a", [200]],
  ["HEAD", "/a?x=/b", [200]],
  ["POST", "/a", [405, "GET, HEAD"]],
  ["POST", "/b/c", [200]],
  ["HEAD", "/b/c", [405, "POST"]],
  ["POST", "/b/c/", [307, "../c"]],
  ["GET", "/b/c/?q=1", [307, "../c?q=1"]],
  ["GET", "/a/", [404]],
  ["GET", "/A", [404]],
  ["GET", "/", [200]],
])("%s %s has its answer", (method, url, expected) => {
  expect(answer(method, url)).toEqual(expected);
});

test("a page below a path that does not end with a slash is led to where its links hold", () => {
  expect(answer("GET", "/?a", "/x/ai?a")).toEqual([307, "ai/?a"]);
  expect(answer("GET", "/", "/x/ai/")).toEqual([200]);
});

test("the same request has the same record, and another runtime has one of its own", () => {
  const [one, other] = [create().runtime, create().runtime];
  const request = requestTo("GET", "/a", "/ai/a?key=1");
  expect(one.hasBegun(request)).toBe(false);
  expect(one.exchangeOf(request)).toBe(one.exchangeOf(request));
  expect(one.exchangeOf(request)).toMatchObject({ path: "/ai/a", routePath: "/a" });
  expect([one.hasBegun(request), other.hasBegun(request)]).toEqual([true, false]);
});

test("an observer that fails is logged, and harms neither the request nor the others", () => {
  const { runtime, log } = create();
  const seen: string[] = [];
  const end = (): never => {
    throw new Error("broken");
  };
  runtime.observers.push({ end }, { end: (_exchange, outcome) => void seen.push(outcome) });
  const exchange = runtime.exchangeOf(requestTo("GET", "/a"));
  runtime.finish(exchange, "done");
  runtime.finish(exchange, "aborted");
  runtime.logger.flush();
  expect(seen).toEqual(["done"]);
  expect(log.join("")).toContain("An observer of requests failed");
});

test("who waits for the streams to be over is told once the last one is", async () => {
  const { streams } = create().runtime;
  await expect(streams.areOver()).resolves.toBeUndefined();
  const [first, second] = [{}, {}] as [AnswerStream, AnswerStream];
  streams.add(first).add(second);
  let areOver = false;
  const over = streams.areOver().then(() => {
    areOver = true;
  });
  streams.delete(first);
  await Promise.resolve();
  expect(areOver).toBe(false);
  streams.delete(second);
  await over;
  expect(areOver).toBe(true);
});
