import assert from "node:assert/strict";
import type { Clause } from "../clause.ts";
import { brief, gathering, small } from "../environments.ts";
import type { Server } from "../server.ts";
import { errorFrame, event, framesOf } from "../stream.ts";

/** Far more than a socket and its two buffers in the system hold. */
const endless = { yield: event({ text: "x".repeat(1000) }), times: 1_000_000 };

/** Milliseconds until the first byte of another client's answer. */
async function msToFirstByte(server: Server): Promise<number> {
  const connection = await server.connect();
  const start = performance.now();
  await connection.send(server.wire({ method: "GET", path: server.below("/healthz") })).until("HTTP/1.1 200");
  return performance.now() - start;
}

/** The least of a few tries: a busy machine may hold up any of them. */
async function leastMsToFirstByte(server: Server): Promise<number> {
  const tries: number[] = [];
  for (let count = 0; count < 7; count++) tries.push(await msToFirstByte(server));
  return Math.min(...tries);
}

export const endClauses: Clause[] = [
  {
    section: "4",
    promise: "no event in time: an error frame, and the handler's signal says why",
    env: small,
    needs: "script",
    async check(server) {
      const headers = { "X-Request-Id": "late" };
      const frames = framesOf(await server.ask({ headers, script: [{ yield: event() }, { hang: true }] }));
      assert.equal(frames.length, 2);
      assert.deepEqual(frames[1], {
        event: "error",
        data: { error: "Request timeout", details: "No event from the handler for 0.5 s" },
      });
      assert.equal((await server.process.logged({ requestId: "late", message: "signal" })).cause, "timeout");
      await server.process.logged({ requestId: "late", message: "finally" });
      await server.process.logged({ requestId: "late", outcome: "timeout" });
    },
  },
  {
    section: "4",
    promise: "the time limit holds for each event, not for all of them",
    env: small,
    needs: "script",
    async check(server) {
      const script = [0, 1, 2, 3].flatMap(() => [{ wait: 200 }, { yield: event() }]);
      assert.equal(framesOf(await server.ask({ script })).length, 4);
    },
  },
  {
    section: "4",
    promise: "an answer that takes too long: an error frame, though events come in time",
    env: brief,
    needs: "script",
    async check(server) {
      const script = Array.from({ length: 600 }, () => [{ yield: event() }, { wait: 50 }]).flat();
      const frames = framesOf(await server.ask({ headers: { "X-Request-Id": "long" }, script }));
      assert.ok(frames.length < 20, `${frames.length} frames`);
      assert.deepEqual(frames.at(-1), errorFrame("Stream too long", "The answer took longer than 0.4 s"));
      await server.process.logged({ requestId: "long", message: "finally" });
      await server.process.logged({ requestId: "long", outcome: "timeout" });
    },
  },
  {
    section: "4",
    promise: "events that wait to be sent together are in time, and all of them come before an error frame",
    env: gathering,
    needs: "script",
    async check(server) {
      const busy = Array.from({ length: 12 }, () => [{ yield: event() }, { wait: 100 }]).flat();
      assert.equal(framesOf(await server.ask({ script: busy })).length, 12);
      const late = [...busy.slice(0, 6), { hang: true as const }];
      const frames = framesOf(await server.ask({ script: late }));
      assert.deepEqual([frames.length, frames.at(-1)?.event], [4, "error"]);
    },
  },
  {
    section: "4",
    promise: "in silence, a comment keeps the connection alive",
    env: small,
    needs: "script",
    async check(server) {
      const { text } = await server.ask({ script: [{ wait: 350 }, { yield: event() }] });
      assert.match(text, /^(: keep-alive\n\n){1,5}event: message\n/);
    },
  },
  {
    section: "4",
    promise: "a client that goes away stops the handler, and its finally blocks run",
    needs: "script",
    async check(server) {
      const headers = { "X-Request-Id": "gone" };
      const connection = await server.connect();
      const script = [{ yield: event() }, { hang: true as const }];
      await connection.send(server.wire({ headers, script })).until("event: message");
      connection.close();
      assert.equal((await server.process.logged({ requestId: "gone", message: "signal" })).cause, "aborted");
      await server.process.logged({ requestId: "gone", message: "finally" });
      await server.process.logged({ requestId: "gone", outcome: "aborted" });
    },
  },
  {
    section: "4",
    promise: "a client that reads nothing holds the handler up, and is cut after the time limit on writing",
    env: small,
    needs: "script",
    async check(server) {
      const headers = { "X-Request-Id": "stalled" };
      const connection = await server.connect();
      connection.socket.pause();
      connection.send(server.wire({ headers, script: [endless] }));
      const line = await server.process.logged({ requestId: "stalled", outcome: "stalled" });
      assert.ok(Number(line.events) < endless.times, `${line.events} events`);
      await server.process.logged({ requestId: "stalled", message: "finally" });
    },
  },
  {
    section: "4",
    promise: "so is one that sends all the while",
    isOfListener: true,
    env: small,
    needs: "script",
    async check(server) {
      const connection = await server.connect();
      connection.socket.pause();
      connection.send(server.wire({ headers: { "X-Request-Id": "sending" }, script: [endless] }));
      const sending = setInterval(() => connection.send("x"), 100);
      try {
        await server.process.logged({ requestId: "sending", outcome: "stalled" });
      } finally {
        clearInterval(sending);
      }
    },
  },
  {
    section: "4",
    promise: "a handler that never waits keeps no other client waiting",
    needs: "script",
    async check(server) {
      const alone = await leastMsToFirstByte(server);
      const connection = await server.connect();
      await connection
        .send(server.wire({ script: [{ yield: event(), times: 1e9 }] }))
        .until("event: message");
      const beside = await leastMsToFirstByte(server);
      assert.ok(beside < alone + 50, `${beside} ms, and ${alone} ms alone`);
    },
  },
];
