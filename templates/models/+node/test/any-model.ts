import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import type { Handler } from "../src/llmbrick/types.ts";
import { type Asked, ask, setVariables, startProvider } from "./provider.ts";

/** What a provider does with a request. */
export type Answer = (response: ServerResponse, asked: Asked) => void;

/** A provider's way of writing. */
export interface Wire {
  handler: Handler;
  contentType: string;
  /** The variables that lead the handler to a provider at this address. */
  variables(url: string): Record<string, string>;
  /** "Hello" in frames: the usage is 7 tokens and 2. */
  whole: readonly string[];
  /** Frames up to the first text, "Hel". */
  begun: string;
  /** A frame that is no event. */
  keepAlive: string;
  /** An answer with this text. */
  saying(text: string): string;
  /** The body of a refusal. */
  refusal(message: string): unknown;
}

/** Answers that are errors: what they become, and how often the model is asked for them. */
export type Failures = Record<string, [answer: Answer, kind: string, requests: number]>;

/** The parts of which a test puts a provider's answers together. */
export function playing({ contentType, variables }: Pick<Wire, "contentType" | "variables">) {
  const start = (response: ServerResponse, ...frames: string[]) =>
    response.writeHead(200, { "Content-Type": contentType }).write(frames.join(""));
  return {
    /** A provider that answers so, and the handler's way to it. */
    async provider(t: TestContext, answer: Answer) {
      const started = await startProvider(t, answer);
      setVariables(t, variables(started.url));
      return started;
    },
    start,
    stream:
      (...frames: string[]): Answer =>
      (response) => {
        start(response, ...frames);
        response.end();
      },
    reply:
      (status: number, body: unknown, headers = {}): Answer =>
      (response) => {
        const isText = typeof body === "string";
        response.writeHead(status, { "Content-Type": isText ? "text/html" : "application/json", ...headers });
        response.end(isText ? body : JSON.stringify(body));
      },
  };
}

/** What holds at any provider. */
export function testAnyModel(wire: Wire): void {
  const { handler, whole, begun, keepAlive, saying, refusal } = wire;
  const { provider, start, stream, reply } = playing(wire);

  test("an answer: its text, and last its usage and its finish reason", async (t) => {
    await provider(t, stream(keepAlive, ...whole));
    const { events, text, last, kind } = await ask(handler);
    assert.deepEqual([text, kind], ["Hello", undefined]);
    assert.equal(last?.type, "done");
    assert.equal(last?.progress, "DONE");
    assert.deepEqual(last?.metadata, { usage: { inputTokens: 7, outputTokens: 2 }, finishReason: "stop" });
    assert.equal(new Set(events.map(({ id }) => id)).size, events.length);
  });

  test("text that arrives byte by byte, and holds other line ends, comes whole", async (t) => {
    const text = "你好 👋\u2028\u0085.";
    await provider(t, async (response) => {
      response.writeHead(200, { "Content-Type": wire.contentType });
      for (const byte of Buffer.from(saying(text)))
        await new Promise((resolve) => response.write(Buffer.of(byte), resolve));
      response.end();
    });
    assert.equal((await ask(handler)).text, text);
  });

  test("an answer that is cut anywhere is an error that says how much came", async (t) => {
    await provider(t, (response, asked) => {
      const [, count, how] = /cut-(\d+)-([a-z]+)/.exec(`${asked.path} ${asked.body.model}`) ?? [];
      // Whole frames, and the half of one more.
      const next = whole[Number(count)] ?? "";
      const half = how === "half" ? next.slice(0, next.length / 2) : "";
      start(response, ...whole.slice(0, Number(count)), half);
      if (how === "breaks")
        setTimeout(() => response.destroy(), 20); // once what was written is out
      else response.end();
    });
    const cuts = whole.flatMap((_, count) => ["ends", "breaks", "half"].map((how) => `cut-${count}-${how}`));
    const answers = await Promise.all(cuts.map((model) => ask(handler, { model })));
    assert.deepEqual(
      answers.map(({ kind }) => kind),
      cuts.map(() => "truncated"),
    );
    for (const { failure, text, last } of answers) {
      assert.match(String(failure), new RegExp(`after ${text.length} characters`));
      assert.notEqual(last?.progress, "DONE");
    }
  });

  test("a limit is passed on with the seconds to wait", async (t) => {
    await provider(t, reply(429, refusal("Slow down"), { "Retry-After": "20" }));
    const { failure } = await ask(handler);
    assert.deepEqual([failure?.kind, failure?.retryAfter, failure?.retryable], ["rate_limit", 20, true]);
  });

  test("a short wait is kept, and the answer comes then", async (t) => {
    const times: number[] = [];
    await provider(t, (response, asked) => {
      times.push(performance.now());
      const isFirst = times.length === 1;
      const answer = isFirst ? reply(429, refusal("Slow down"), { "Retry-After": "1" }) : stream(...whole);
      answer(response, asked);
    });
    assert.equal((await ask(handler)).text, "Hello");
    const [first = 0, second = 0] = times;
    assert.ok(second - first >= 1000);
  });

  testFailures(wire, {
    "a limit, with a wait that is too long": [
      reply(429, refusal("Slow down"), { "Retry-After": "20" }),
      "rate_limit",
      1,
    ],
    "a page of HTML": [reply(200, "<html>\nLog in</html>"), "unavailable", 1],
    "a page of HTML with an error": [reply(502, "<html>Bad gateway</html>"), "unavailable", 3],
    "a redirect": [reply(302, "", { Location: "/elsewhere" }), "unavailable", 1],
    "an empty body": [stream(), "truncated", 3],
  });

  /** Where a client may leave: what the provider has sent by then. */
  const places: Record<string, Answer> = {
    "before the headers": () => {},
    "before the first event": (response) => start(response, keepAlive),
    "in a stall between two frames": (response) => start(response, begun),
  };

  for (const [place, answer] of Object.entries(places)) {
    test(`a client that leaves ${place} stops the model within 100 ms`, { timeout: 5_000 }, async (t) => {
      const leaving = new AbortController();
      const { asked, left } = await provider(t, answer);
      const hasBegun = place.startsWith("in") ? undefined : asked();
      let leftAt = 0;
      const leave = () => {
        leftAt = performance.now();
        leaving.abort(new Error("The client went away"));
      };
      const gone = left();
      const asking = ask(handler, {}, { signal: leaving.signal, onEvent: leave });
      if (hasBegun) await hasBegun.then(leave);
      await gone;
      assert.ok(performance.now() - leftAt < 100);
      assert.match(String((await asking).kind), /The client went away/);
    });
  }
}

/** Of an error, clients are told the kind; the provider's words are the cause alone, without the key. */
export function testFailures(wire: Wire, failures: Failures): void {
  const { provider } = playing(wire);
  for (const [name, [answer, expected, count]] of Object.entries(failures)) {
    test(`${name}: ${expected}, asked for ${count} times`, async (t) => {
      const { requests } = await provider(t, answer);
      const { kind, failure, last } = await ask(wire.handler);
      assert.equal(kind, expected);
      assert.equal(requests.length, count);
      assert.notEqual(last?.progress, "DONE");
      assert.match(String(failure?.message), new RegExp(`^${expected}: `));
      assert.doesNotMatch(String(failure?.cause), /test-key/);
    });
  }
}

/** Without its key a handler asks nothing. */
export function testMissingKey(wire: Wire, variable: string): void {
  const { provider, stream } = playing(wire);
  test(`without ${variable}, a request gets an error that names it`, async (t) => {
    const { requests } = await provider(t, stream(...wire.whole));
    setVariables(t, { [variable]: "" });
    const { kind, failure } = await ask(wire.handler);
    assert.equal(kind, "auth");
    assert.match(String(failure), new RegExp(variable));
    assert.equal(requests.length, 0);
  });
}
