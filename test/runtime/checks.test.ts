import { describe, expect, test } from "vitest";
import { request } from "../support/client.ts";
import { ask, type Changes } from "../support/http.ts";
import { type StartOptions, silent, start } from "../support/llmbrick-server.ts";
import { head, post, RawClient } from "../support/raw-client.ts";

/** A row of the protocol's table: how to break it, and the answer. */
interface Check {
  options?: StartOptions;
  /** Holds the server's only place with another stream. */
  isFull?: boolean;
  changes?: Changes;
  status: number;
  answer: unknown;
  headers?: Record<string, string>;
}

const refused = (status: number, error: string) => ({ status, answer: { detail: { error } } });
const deep = `{"x":${"[".repeat(64)}${"]".repeat(64)}}`;

/** In the order in which they are made. */
const checks: Record<string, Check> = {
  "a foreign Host": { changes: { headers: { Host: "evil.example" } }, ...refused(403, "Host not allowed") },
  "a foreign Origin": {
    changes: { headers: { Origin: "http://evil.example" } },
    ...refused(403, "Origin not allowed"),
  },
  "no API key": {
    options: { env: { LLMBRICK_API_KEYS: "secret" } },
    ...refused(401, "Invalid or missing API key"),
    headers: { "www-authenticate": "Bearer" },
  },
  "no free place": {
    options: { config: { maxConcurrentConnections: 1 } },
    isFull: true,
    ...refused(503, "Too many concurrent connections"),
    headers: { "retry-after": "1" },
  },
  "a foreign Content-Type": {
    changes: { headers: { "Content-Type": "text/plain" } },
    ...refused(415, "Content-Type must be application/json"),
  },
  "a large body": {
    options: { config: { maxBodyBytes: 500 } },
    changes: { body: { ...request, pad: "x".repeat(500) } },
    ...refused(413, "Request body too large"),
  },
  "an empty body": {
    changes: { body: "" },
    status: 422,
    answer: { detail: [{ type: "missing", loc: ["body"], msg: "Field required" }] },
  },
  "deep JSON": {
    changes: { body: deep },
    status: 400,
    answer: { detail: "There was an error parsing the body" },
  },
  "no JSON": {
    changes: { body: '{"model":' },
    status: 422,
    answer: { detail: [{ type: "json_invalid", loc: ["body", 9], msg: "JSON decode error" }] },
  },
  "a fault in the schema": {
    changes: { body: { ...request, sessionId: 1 } },
    status: 422,
    answer: {
      detail: [{ type: "string_type", loc: ["body", "sessionId"], msg: "Input should be a valid string" }],
    },
  },
  "no Accept for streams": {
    changes: { headers: { Accept: "application/json" } },
    ...refused(406, "Accept header must include 'text/event-stream' for SSE"),
  },
  "no handler": { options: { handler: null }, ...refused(404, "Handler not set") },
};

/** Breaks one check or two in one request, and expects the answer of the first. */
async function expectFirstAnswer(first: Check, second: Partial<Check> = {}) {
  const { server, url, port } = await start({
    handler: silent,
    ...first.options,
    ...second.options,
    config: { ...first.options?.config, ...second.options?.config },
  });
  if (first.isFull || second.isFull) {
    const holder = await RawClient.connect(port);
    await holder.send(post(undefined, { Authorization: "Bearer secret" })).until("\r\n\r\n");
    expect(server.openStreams).toBe(1);
  }
  const { status, headers, text } = await ask(url, {
    ...first.changes,
    ...second.changes,
    headers: { ...first.changes?.headers, ...second.changes?.headers },
  });
  expect({ status, answer: JSON.parse(text) }).toEqual({ status: first.status, answer: first.answer });
  expect(headers).toMatchObject({
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(text)),
    "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    ...first.headers,
  });
}

describe("the order of checks", () => {
  const rows = Object.entries(checks);
  test.each(rows)("%s is refused", (_name, check) => expectFirstAnswer(check));

  const pairs = rows.flatMap(([name, first], index) =>
    rows.slice(index + 1).flatMap(([laterName, later]) => {
      // A body is one of large, empty, deep, broken or faulty; a server that is full has had a handler; of an
      // empty body the type does not matter.
      const bothBodies = first.changes?.body !== undefined && later.changes?.body !== undefined;
      const clash = bothBodies || (first.isFull && later.options?.handler === null);
      const harmless = first === checks["a foreign Content-Type"] && later === checks["an empty body"];
      return clash || harmless ? [] : [[name, laterName, first, later] as const];
    }),
  );
  test.each(pairs)("%s comes before %s", (_name, _later, first, later) => expectFirstAnswer(first, later));

  test.each([
    ["deep", deep],
    ["broken", "{"],
    ["faulty", "{}"],
  ])("a large body comes before a %s one", async (_name, body) => {
    const { url } = await start({ config: { maxBodyBytes: 500 } });
    expect(await ask(url, { body: body + " ".repeat(500) })).toMatchObject({ status: 413 });
  });

  test("depth is found before the JSON is parsed", () =>
    expectFirstAnswer(checks["deep JSON"] as Check, { changes: { body: "[".repeat(65) } }));

  test("an empty body is no body of a foreign type", async () => {
    const { url } = await start();
    const { status } = await ask(url, { body: "", headers: { "Content-Type": "text/plain" } });
    expect(status).toBe(422);
  });

  test("a full server refuses before the body is read", async () => {
    const { port } = await start({
      config: { maxConcurrentConnections: 1 },
      handler: silent,
    });
    const holder = await RawClient.connect(port);
    await holder.send(post()).until("\r\n\r\n");
    const late = await RawClient.connect(port);
    late.send(
      head("POST /chat/completions", { "Content-Type": "application/json", "Content-Length": "1000" }),
    );
    expect(await late.until("\r\n\r\n")).toMatch(/^HTTP\/1\.1 503 /);
  });

  test("a place that is taken while the body comes in is not given twice", async () => {
    const { port, server } = await start({
      config: { maxConcurrentConnections: 1 },
      handler: silent,
    });
    const slow = await RawClient.connect(port);
    const whole = post();
    slow.send(whole.slice(0, -1));
    const quick = await RawClient.connect(port);
    expect(await quick.send(post()).until("\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 /);
    expect(await slow.send(whole.slice(-1)).until("}")).toMatch(/^HTTP\/1\.1 503 /);
    expect(server.openStreams).toBe(1);
  });
});

describe("Content-Type", () => {
  test.each([
    ["application/json", 200],
    ["APPLICATION/JSON", 200],
    ["application/json; charset=utf-8", 200],
    ["application/json ;charset=utf-8;x=1", 200],
    ["application/vnd.api+json", 200],
    ["text/x+json", 200],
    [undefined, 415],
    ["", 415],
    ["text/json", 415],
    ["application/jsonp", 415],
    ["application/x-json", 415],
    ["text/plain; application/json", 415],
    ["application/x-www-form-urlencoded", 415],
    ["multipart/form-data; boundary=x", 415],
  ])("%j: %i", async (type, status) => {
    const { url } = await start();
    expect(await ask(url, { headers: { "Content-Type": type } })).toMatchObject({ status });
  });
});

describe("Accept", () => {
  test.each([
    ["text/event-stream", 200],
    ["TEXT/Event-Stream", 200],
    ["application/json, text/event-stream", 200],
    ["text/event-stream;q=0.1", 200],
    ["text/html;q=0, text/event-stream ; charset=utf-8", 200],
    ["text/event-stream;q=0, text/event-stream", 200],
    [undefined, 406],
    ["*/*", 406],
    ["text/*", 406],
    ["text/event-stream;q=0", 406],
    ["text/event-stream; Q=0.000", 406],
    ["text/event-stream-2", 406],
    ["application/x+text/event-stream", 406],
  ])("%j: %i", async (accept, status) => {
    const { url } = await start();
    expect(await ask(url, { headers: { Accept: accept } })).toMatchObject({ status });
  });
});
