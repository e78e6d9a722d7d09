import assert from "node:assert/strict";
import type { Clause } from "../clause.ts";
import { guarded, small } from "../environments.ts";
import { answers, type Expected, expectAnswer, refused, statuses } from "../expect.ts";
import type { Changes, Server } from "../server.ts";
import { event } from "../stream.ts";

const deep = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
const unreadable: Expected = { status: 400, body: { detail: "There was an error parsing the body" } };
const wrongAccept = refused(406, "Accept header must include 'text/event-stream' for SSE");
const fault = (type: string, msg: string, ...loc: (string | number)[]): Expected => ({
  status: 422,
  body: { detail: [{ type, loc: ["body", ...loc], msg }] },
});

/** Each check's breach beside those of all later checks: only one body fits in a request. */
const breaches: [Changes, Expected][] = [
  [{ headers: { Host: "evil.example" } }, refused(403, "Host not allowed")],
  [{ headers: { Origin: "http://evil.example" } }, refused(403, "Origin not allowed")],
  [{ headers: { Authorization: undefined } }, refused(401, "Invalid or missing API key")],
  [{ headers: { "Content-Type": "text/plain" } }, refused(415, "Content-Type must be application/json")],
  [{ body: `{"x":${" ".repeat(3000)}` }, refused(413, "Request body too large")],
  [{ body: deep(65).slice(0, -1) }, unreadable],
  [{ body: "{" }, fault("json_invalid", "JSON decode error", 1)],
  [
    { body: [] },
    fault("model_attributes_type", "Input should be a valid dictionary or object to extract fields from"),
  ],
  [{ headers: { Accept: "*/*" } }, wrongAccept],
];

/** Positions that upstream's parser gives in every version of Python, in Unicode code points. */
const brokenJson: [text: string, position: number][] = [
  ["{", 1],
  ['{"model":', 9],
  ["nope", 0],
  ['{"a":1,"b"}', 10],
  ['{"磚🧱":tru}', 6],
  ["{}x", 2],
];

const contentTypes: Record<string, number> = {
  "application/json": 200,
  "APPLICATION/JSON; charset=utf-8": 200,
  "application/vnd.api+json": 200,
  "text/plain": 415,
  "text/json": 415,
  "application/x-www-form-urlencoded": 415,
  "multipart/form-data; boundary=x": 415,
};

const accepts: Record<string, number> = {
  "text/event-stream": 200,
  "TEXT/Event-Stream": 200,
  "application/json, text/event-stream;q=0.1": 200,
  "*/*": 406,
  "text/*": 406,
  "text/event-stream;q=0": 406,
  "application/json": 406,
};

const perHeader = (name: string, rows: Record<string, number>) =>
  statuses(
    Object.fromEntries(
      Object.entries(rows).map(([value, status]) => [value, [{ headers: { [name]: value } }, status]]),
    ),
  );

/** Sends the head of a request and no body. */
async function answerToHead(server: Server, headers: object): Promise<string> {
  const connection = await server.connect();
  const whole = server.wire({ headers: { ...headers } });
  return connection.send(whole.slice(0, whole.indexOf("\r\n\r\n") + 4)).until("}}");
}

export const checkClauses: Clause[] = [
  {
    section: "3",
    promise: "of several faults, the first in the order of checks is answered",
    env: guarded,
    async check(server) {
      for (const [first, [, expected]] of breaches.entries()) {
        const rest = breaches.slice(first).map(([changes]) => changes);
        const headers = Object.assign({}, ...rest.map((changes) => changes.headers));
        const { body } = rest.find((changes) => changes.body !== undefined) ?? {};
        expectAnswer(await server.ask({ headers, body }), expected);
      }
    },
  },
  {
    section: "3.2",
    promise: "without a key, or with a wrong one: 401, WWW-Authenticate: Bearer",
    env: guarded,
    isOfKeys: true,
    async check(server) {
      const expected = {
        ...refused(401, "Invalid or missing API key"),
        headers: { "www-authenticate": "Bearer" },
      };
      const right = server.authorization;
      const key = right.replace("Bearer ", "");
      const wrong = [undefined, "Bearer", `${right}x`, `${right},${key}`, `Basic ${key}`, key];
      for (const Authorization of wrong)
        expectAnswer(await server.ask({ headers: { Authorization } }), expected);
      for (const Authorization of [right, `bearer ${key}`])
        assert.equal((await server.glance({ headers: { Authorization } })).status, 200);
    },
  },
  {
    section: "3.2",
    promise: "each key of the list is as good as the first, and the list is none",
    env: guarded,
    async check(server) {
      const seen = async (key: string) =>
        (await server.ask({ headers: { Authorization: `Bearer ${key}` } })).status;
      assert.deepEqual([await seen("key-2"), await seen("key-1,key-2")], [200, 401]);
    },
  },
  {
    section: "3.3",
    promise: "too many streams: 503 before the body is read; a place is free as soon as a stream is over",
    env: small,
    needs: "script",
    async check(server) {
      // Never so silent that the time limit on events would end them.
      const script = Array.from({ length: 25 }, () => [{ yield: event() }, { wait: 300 }]).flat();
      const holders = new Map([
        ["holder-1", await server.connect()],
        ["holder-2", await server.connect()],
      ]);
      for (const [id, holder] of holders) {
        await holder.send(server.wire({ headers: { "X-Request-Id": id }, script })).until("\r\n\r\n");
      }

      const expected = {
        ...refused(503, "Too many concurrent connections"),
        headers: { "retry-after": "1" },
      };
      expectAnswer(await server.ask(), expected);
      assert.match(await answerToHead(server, { "Content-Length": 100 }), /^HTTP\/1\.1 503 /);

      for (const [requestId, holder] of holders) {
        holder.close();
        await server.process.logged({ requestId, outcome: "aborted" });
      }
      assert.equal((await server.ask()).status, 200);
    },
  },
  {
    section: "3.4",
    promise: "another Content-Type than JSON: 415",
    check: perHeader("Content-Type", contentTypes),
  },
  {
    section: "3.5",
    promise: "a large body: 413, by its declared length or while it comes in",
    env: small,
    async check(server) {
      const large = refused(413, "Request body too large");
      expectAnswer(await server.ask({ body: " ".repeat(3001) }), large);
      assert.match(await answerToHead(server, { "Content-Length": 3001 }), /^HTTP\/1\.1 413 /);

      const chunked = { "Content-Length": undefined, "Transfer-Encoding": "chunked" };
      const connection = await server.connect();
      connection.send(server.wire({ headers: chunked, body: `bb9\r\n${" ".repeat(3001)}\r\n` }));
      assert.match(await connection.until("}}"), /^HTTP\/1\.1 413 [\s\S]*Request body too large/);
    },
  },
  {
    section: "3.5",
    promise: "a body of the largest size that is allowed is read",
    env: small,
    async check(server) {
      const body = JSON.stringify(server.body());
      assert.equal((await server.ask({ body: body.padEnd(3000) })).status, 200);
    },
  },
  {
    section: "3.5",
    promise: "no other limit than maxBodyBytes holds: 1.5 MB are read",
    needs: "defaults",
    async check(server) {
      const { status, text } = await server.ask({ body: server.body({ toolChoice: "x".repeat(1_500_000) }) });
      assert.equal(status, 200, text);
    },
  },
  {
    section: "3.6",
    promise: "an empty body: 422",
    check: answers({ body: "" }, fault("missing", "Field required")),
  },
  {
    section: "3.7",
    promise: "no JSON: 422, with the position",
    async check(server) {
      for (const [body, position] of brokenJson) {
        expectAnswer(await server.ask({ body }), fault("json_invalid", "JSON decode error", position));
      }
    },
  },
  {
    section: "3.8",
    promise: "JSON deeper than 64, or no UTF-8: 400",
    async check(server) {
      expectAnswer(await server.ask({ body: deep(65) }), unreadable);
      expectAnswer(await server.ask({ body: "[".repeat(65) }), unreadable);
      expectAnswer(await server.ask({ body: Buffer.from([0x22, 0xff, 0x22]) }), unreadable);
      assert.equal((await server.ask({ body: deep(64) })).status, 422);
      assert.equal((await server.glance({ body: server.body({ toolChoice: deep(200) }) })).status, 200);
    },
  },
  { section: "3.10", promise: "no Accept for event streams: 406", check: perHeader("Accept", accepts) },
];
