import assert from "node:assert/strict";
import type { Clause } from "../clause.ts";
import { small } from "../environments.ts";
import { expectAnswer, refused } from "../expect.ts";
import type { Server } from "../server.ts";
import { statusesOf } from "./hostile.ts";

const hello = { role: "user", content: "Hello" };
const unknownFields = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, 1]));

async function faultsOf(server: Server, fields: object) {
  const { status, text } = await server.ask({ body: server.body(fields) });
  assert.equal(status, 422, text.slice(0, 500));
  assert.ok(text.length < 10_000, `An answer of ${text.length} characters`);
  return JSON.parse(text).detail as { type: string; loc: unknown[]; msg: string }[];
}

/** Bodies that mean harm, or know no better. */
export const hostileBodyClauses: Clause[] = [
  {
    section: "3.4b",
    promise: "a byte order mark is no part of the body; of two types none is JSON",
    async check(server) {
      const marked = `\uFEFF${JSON.stringify(server.body())}`;
      assert.equal((await server.glance({ body: marked })).status, 200);
      const twice = { "Content-Type": "application/json\r\nContent-Type: text/plain", Connection: "close" };
      assert.deepEqual(await statusesOf(server, server.wire({ headers: twice })), [415]);
    },
  },
  {
    section: "3.4b",
    promise: "a Content-Encoding other than identity: 415, before the body is read",
    async check(server) {
      const expected = {
        ...refused(415, "Content-Encoding is not supported"),
        headers: { "accept-encoding": "identity" },
      };
      for (const encoding of ["gzip", "br", "identity, gzip"])
        expectAnswer(await server.ask({ headers: { "Content-Encoding": encoding } }), expected);
      assert.equal((await server.glance({ headers: { "Content-Encoding": "Identity" } })).status, 200);

      const whole = server.wire({ headers: { "Content-Encoding": "gzip", "Content-Length": 1000 } });
      const connection = await server.connect();
      const text = await connection.send(whole.slice(0, whole.indexOf("\r\n\r\n") + 4)).until("}}");
      assert.match(text, /^HTTP\/1\.1 415 /);
    },
  },
  {
    section: "3.3",
    promise: "a body that is not there yet holds no place",
    env: small,
    async check(server) {
      const whole = server.wire();
      for (let count = 0; count < 5; count++) {
        const connection = await server.connect();
        // The server asks for the body once it waits for it.
        const head = server.wire({ headers: { Expect: "100-continue" } });
        const endOfHead = head.indexOf("\r\n\r\n") + 4;
        await connection.send(head.slice(0, endOfHead)).until("HTTP/1.1 100");
        connection.send(whole.slice(-5, -4));
      }
      assert.equal((await server.ask()).status, 200);
    },
  },
  {
    section: "3.9",
    promise:
      "twenty faults are listed, and how many there are besides; no more messages are looked at than needed",
    needs: "defaults",
    async check(server) {
      assert.equal((await faultsOf(server, { messages: Array(20).fill(1) })).length, 20);
      for (const [fields, count] of [
        [{ messages: Array(21).fill(1) }, 1],
        [{ messages: Array(200_000).fill(1) }, 81],
        [{ messages: Array(200_000).fill({}) }, 182],
        [unknownFields(30_000), 29_980],
        [{ messages: [{ ...hello, ...unknownFields(30_000) }] }, 29_980],
      ] as const) {
        const faults = await faultsOf(server, fields);
        const msg = `${count} more faults are not listed`;
        assert.deepEqual(
          [faults.length, faults.at(-1)],
          [21, { type: "too_many_faults", loc: ["body"], msg }],
        );
      }
    },
  },
  {
    section: "3.9",
    promise: "a name is repeated up to its 200th character",
    needs: "defaults",
    async check(server) {
      for (const unit of ["x", "鍵", "🧱"]) {
        const name = unit.repeat(100_000);
        const told = unit.repeat(200);
        const [outer] = await faultsOf(server, { [name]: 1 });
        assert.deepEqual(outer?.loc, ["body", told]);
        const [inner] = await faultsOf(server, { messages: [{ ...hello, [name]: 1 }] });
        assert.deepEqual(inner?.loc, ["body", "messages", 0, told]);
      }
    },
  },
  {
    section: "7",
    promise: "a body of hostile numbers and texts keeps nobody waiting",
    needs: "defaults",
    async check(server) {
      for (const value of [
        `${"1".repeat(500_000)}x`,
        `${"1_".repeat(250_000)}x`,
        `1${" ".repeat(500_000)}x`,
      ]) {
        const start = performance.now();
        assert.equal((await server.ask({ body: server.body({ temperature: value }) })).status, 422);
        // A pattern that backtracks needs minutes.
        assert.ok(performance.now() - start < 10_000);
      }
    },
  },
];
