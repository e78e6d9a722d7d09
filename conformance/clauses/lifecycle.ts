import assert from "node:assert/strict";
import type { StartClause } from "../clause.ts";
import { StartFailed } from "../process.ts";
import type { Server } from "../server.ts";
import { event } from "../stream.ts";

const hanging = [{ yield: event({ id: "a" }) }, { hang: true as const }];

async function openStream(server: Server, script: object[] = hanging) {
  const connection = await server.connect();
  await connection
    .send(server.wire({ body: server.body({ clientId: JSON.stringify(script) }) }))
    .until('"id":"a"');
  return connection;
}

/** Waits until no connection is accepted any more. */
async function stoppedListening(server: Server): Promise<void> {
  try {
    for (;;) (await server.connect()).close();
  } catch (error) {
    // Reset, where it was still in the queue of those to be accepted.
    assert.match(String((error as NodeJS.ErrnoException).code), /^(ECONNREFUSED|ECONNRESET)$/);
  }
}

export const lifecycleClauses: StartClause[] = [
  {
    section: "5",
    promise: "a bad configuration stops the start: one message with every fault, exit code 1",
    async check(start) {
      const env = {
        LLMBRICK_REQUEST_TIMEOUT: "soon",
        LLMBRICK_MAX_MESSAGES_COUNT: "0",
        LLMBRICK_SSL_KEYFILE: "a",
      };
      await assert.rejects(start(env), (error) => {
        assert.ok(error instanceof StartFailed);
        assert.equal(error.exitCode, 1);
        for (const part of [
          "LLMBRICK_REQUEST_TIMEOUT",
          "soon",
          "LLMBRICK_MAX_MESSAGES_COUNT",
          "sslCertfile",
        ]) {
          assert.ok(error.output.includes(part), error.output);
        }
        return true;
      });
    },
  },
  {
    section: "5",
    promise: "a busy port stops the start: one message that says so, exit code 1",
    async check(start) {
      const { port } = (await start()).url;
      await assert.rejects(start({ LLMBRICK_PORT: port }), (error) => {
        assert.ok(error instanceof StartFailed);
        assert.equal(error.exitCode, 1);
        assert.match(error.output, new RegExp(`${port}.* in use`));
        return true;
      });
    },
  },
  {
    section: "8",
    promise: "SIGTERM: readyz says draining, nothing new comes in, open streams may finish, exit code 0",
    async check(start) {
      const server = await start();
      const script = [{ yield: event({ id: "a" }) }, { wait: 1500 }, { yield: event({ id: "z" }) }];
      const open = await openStream(server, script);
      const late = await server.connect();
      // A request under way keeps its connection.
      const ready = server.wire({ method: "GET", path: "/readyz" });
      late.send(ready.slice(0, -2));
      await server.ask({ method: "GET", path: "/healthz" });
      server.process.signal("SIGTERM");
      await stoppedListening(server);
      assert.match(
        await late.send(ready.slice(-2)).until("}"),
        /^HTTP\/1\.1 503 [\s\S]*\{"status":"draining"\}$/,
      );
      assert.match(await open.closed(), /"id":"z"[\s\S]*\r\n0\r\n\r\n$/);
      assert.equal(await server.process.exited, 0);
    },
  },
  {
    section: "8",
    promise: "after the grace period, open streams end with an error frame, exit code 0",
    async check(start) {
      const server = await start({ LLMBRICK_SHUTDOWN_GRACE: "0.2" });
      const open = await openStream(server);
      server.process.signal("SIGINT");
      assert.match(
        await open.closed(),
        /event: error\ndata: \{"error":"Server shutting down","details":"Server shutting down"\}\n\n/,
      );
      assert.equal(await server.process.exited, 0);
      assert.equal((await server.process.logged({ message: "signal" })).cause, "shutdown");
    },
  },
  {
    section: "8",
    promise: "a second signal ends the process at once, with 128 and its number",
    async check(start) {
      for (const [name, exitCode] of [
        ["SIGTERM", 143],
        ["SIGINT", 130],
      ] as const) {
        const server = await start();
        await openStream(server);
        server.process.signal(name);
        await stoppedListening(server);
        server.process.signal(name);
        assert.equal(await server.process.exited, exitCode);
      }
    },
  },
];
