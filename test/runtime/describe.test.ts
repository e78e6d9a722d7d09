import { createServer } from "node:http";
import { createContext, runInContext } from "node:vm";
import Anthropic from "@anthropic-ai/sdk";
import axios from "axios";
import OpenAI from "openai";
import { errors as undiciErrors, fetch as undiciFetch, request as undiciRequest } from "undici";
import { describe, expect, onTestFinished, test } from "vitest";
import { describeError, messageOf } from "../../templates/core/src/llmbrick/log/describe.ts";
import { ask } from "../support/http.ts";
import { start } from "../support/llmbrick-server.ts";

const secret = "sk-PROVIDER-SECRET";
const question = "my private question";
const messages = [{ role: "user" as const, content: question }];

/** A model's server that does not do as it should. Gives its address. */
async function provider(status: number | "reset"): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      if (status === "reset") return request.socket.destroy();
      response.writeHead(status, { "Content-Type": "application/json", "Set-Cookie": `s=${secret}` });
      response.end(JSON.stringify({ error: { message: "the model's reason", type: "x" } }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  return `http://127.0.0.1:${port}`;
}

type Ask = (url: string, signal?: AbortSignal) => Promise<unknown>;

const headers = { Authorization: `Bearer ${secret}`, "Content-Type": "application/json" };
const init = { method: "POST" as const, headers, body: JSON.stringify({ messages }) };

/** The clients that people call models with, each with a key and a message that are nobody else's business. */
const clients: Record<string, Ask> = {
  axios: (url, signal) => axios.post(url, { messages }, { headers, ...(signal && { signal }) }),
  openai: (baseURL, signal) =>
    new OpenAI({ baseURL, apiKey: secret, maxRetries: 0 }).chat.completions.create(
      { model: "m", messages },
      { signal },
    ),
  anthropic: (baseURL, signal) =>
    new Anthropic({ baseURL, apiKey: secret, maxRetries: 0 }).messages.create(
      { model: "m", max_tokens: 1, messages },
      { signal },
    ),
  "undici's request": async (url, signal) => {
    const { statusCode, headers, body } = await undiciRequest(url, { ...init, signal });
    throw new undiciErrors.ResponseError(await body.text(), statusCode, { headers, body: init });
  },
  "undici's fetch": async (url, signal) => {
    const response = await undiciFetch(url, { ...init, ...(signal && { signal }) });
    throw new Error(`${response.status}`, { cause: { init, response } });
  },
  fetch: async (url, signal) => {
    const response = await fetch(url, { ...init, ...(signal && { signal }) });
    throw Object.assign(new Error(`${response.status}`), { init, response, toJSON: () => init });
  },
};

const failures: Record<string, (call: Ask) => Promise<unknown>> = {
  "a refused key": async (call) => call(await provider(401)),
  "a server's error": async (call) => call(await provider(500)),
  "a lost connection": async (call) => call(await provider("reset")),
  "nobody there": (call) => call("http://127.0.0.1:1"),
  "an aborted call": async (call) => call(await provider(200), AbortSignal.abort()),
};

describe.each(Object.entries(clients))("the errors of %s", (_name, call) => {
  test.each(Object.entries(failures))(
    "%s: the log has its stack, and neither key nor message",
    async (_kind, fail) => {
      const { url, log, logged } = await start({
        config: { debugMode: false },
        // biome-ignore lint/correctness/useYield: it fails before it could
        async *handler(_request, context) {
          try {
            await fail(call);
          } catch (error) {
            context.log("I saw it", { error, all: [{ error }] });
            throw error;
          }
          throw new Error("It did not fail");
        },
      });
      const { text } = await ask(url);
      expect(text).toContain("Handler exception occurred");
      const { error } = await logged({ level: "error" });
      expect(error).toMatch(/^\w*(Error|Canceled\w*|Exception|AbortError): .*\n +at /i);
      expect(error).not.toContain("It did not fail");
      expect(JSON.stringify(log)).not.toContain(secret);
      expect(JSON.stringify(log)).not.toContain(question);
    },
  );
});

const bomb = () => {
  throw new Error("It ran code of its own");
};
const allTraps = new Proxy({}, { get: () => bomb });

/** Things that were thrown, and what is said of them. */
const thrown: [string, () => unknown, string | RegExp][] = [
  [
    "a proxy that throws at all",
    () => new Proxy(new Error("x"), allTraps),
    /^Error: An error without a message$/,
  ],
  ["a revoked proxy", () => revoked(), "Error: An error without a message"],
  ["a function's revoked proxy", () => revoked(bomb), "Error: An error without a message"],
  ["getters that throw", () => hostile(new Error("x"), { get: bomb }), "Error: An error without a message"],
  [
    "methods that throw",
    () => hostile(new TypeError("x"), { value: bomb }),
    "TypeError: An error without a message",
  ],
  ["own toJSON, toString, inspect", () => withMethods(new RangeError("mine")), /^RangeError: mine\n +at /],
  ["an object without a prototype", () => Object.create(null), "Error: An error without a message"],
  ["an object with a message", () => ({ message: "plain", config: secret }), "Object: plain"],
  ["a function", () => bomb, "bomb: An error without a message"],
  ["a symbol", () => Symbol("s"), "Symbol(s)"],
  ["a BigInt", () => 1n, "1"],
  ["nothing", () => undefined, "undefined"],
  ["null", () => null, "null"],
  ["a text", () => "Oh no", "Oh no"],
  [
    "an error of another realm",
    () => runInContext("new TypeError('far')", createContext()),
    /^TypeError: far/,
  ],
  [
    "a class that kept the name",
    () => new (class QuotaError extends Error {})("used up"),
    /^QuotaError: used up\n/,
  ],
  [
    "a message that was changed",
    () => Object.assign(new Error("old"), { message: "new" }),
    /^Error: new\n +at /,
  ],
  ["a cause that is data", () => new Error("x", { cause: { key: secret } }), /^Error: x\n +at [\s\S]*$/],
  ["a cause that is a text", () => new Error("x", { cause: "rain" }), /^Error: x[\s\S]*\nCaused by: rain$/],
  [
    "gathered data",
    () => Object.assign(new Error("x"), { errors: [{ key: secret }, secret] }),
    /^Error: x\n/,
  ],
  [
    "a key in the message",
    () => new TypeError(`"Bearer ${secret}" is an invalid header value.`),
    /"Bearer …" is an/,
  ],
  [
    "an address with a password in the message",
    () => new TypeError(`URL that includes credentials: http://me:${secret}@127.0.0.1:9/v1`),
    /credentials: http:\/\/…@127\.0\.0\.1:9\/v1/,
  ],
];

function revoked(target: object = {}): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function hostile(error: Error, property: PropertyDescriptor): Error {
  for (const key of ["stack", "name", "message", "cause", "errors", "toJSON", "toString"]) {
    Object.defineProperty(error, key, property);
  }
  return error;
}

function withMethods(error: Error): Error {
  const methods = { toJSON: bomb, toString: bomb, [Symbol.toPrimitive]: bomb, valueOf: bomb };
  return Object.assign(error, methods, { [Symbol.for("nodejs.util.inspect.custom")]: bomb });
}

describe("anything that was thrown", () => {
  test.each(thrown)("%s is put into words", (_name, make, words) => {
    const text = describeError(make());
    expect(text).toMatch(
      words instanceof RegExp ? words : new RegExp(`^${words.replace(/[()]/g, "\\$&")}(\\n +at [\\s\\S]*)?$`),
    );
    expect(text).not.toContain(secret);
    expect(text).not.toContain("code of its own");
  });

  test.each(thrown)("%s ends one stream and not the server", async (_name, make) => {
    for (const debugMode of [true, false]) {
      const { url, logged } = await start({
        config: { debugMode },
        // biome-ignore lint/correctness/useYield: it throws before it could
        async *handler({ clientId }) {
          if (clientId) throw make();
        },
        customValidator({ sourceLanguage }) {
          if (sourceLanguage) throw make();
        },
      });
      const request = { model: "gpt-4o", messages, sessionId: "s" };
      for (const where of [{ clientId: "x" }, { sourceLanguage: "x" }]) {
        const { text } = await ask(url, { body: { ...request, ...where } });
        expect(text).toMatch(/^event: error\ndata: \{"error":"Handler exception","details":".+"\}\n\n$/);
        expect(text).not.toContain(secret);
      }
      await logged({ level: "error" });
      expect((await ask(url, { body: request })).status).toBe(200);
    }
  });

  test("is cut: its message, its stack, its causes, the errors that it gathers", () => {
    const long = "x".repeat(1_000_000);
    const deep = Array.from({ length: 20 }).reduce<Error>(
      (cause) => new Error(long, { cause }),
      new Error(long),
    );
    const named = Object.assign(new Error(long), { name: long, stack: `\n    at ${long}` });
    const wide = new AggregateError(
      Array.from({ length: 100_000 }, () => named),
      long,
    );
    for (const error of [long, deep, wide, named]) expect(describeError(error).length).toBeLessThan(100_000);
    for (const error of [long, deep, wide]) expect(messageOf(error).length).toBeLessThan(5_000);
  });

  test("may be among its own causes", () => {
    const [first, second] = [new Error("one"), new Error("two")];
    first.cause = second;
    second.cause = first;
    const all = Object.assign(new AggregateError([first, second], "all"), { cause: first });
    all.errors.push(all);
    expect(describeError(all).match(/^(Caused by: )?\w+: \w+$/gm)).toEqual([
      "AggregateError: all",
      "Caused by: Error: one",
      "Caused by: Error: two",
    ]);
  });
});
