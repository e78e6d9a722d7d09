import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  framesIn,
  type KeepingServer,
  ready,
  session,
  startKeeping,
  told,
} from "../features/resume/server.ts";
import { makeCertificate } from "../support/certificate.ts";
import { bundle, startChild } from "../support/child-server.ts";
import { lacks } from "../support/needed-programs.ts";
import { freePort, TestRedis } from "./redis.ts";

const start = (url: string, handler = told().handler, env = {}): Promise<KeepingServer> =>
  startKeeping({ handler, env: { REDIS_URL: url, ...env }, config: { heartbeatInterval: 1 } });

/** What the log says of a Redis that does not serve. */
async function faultOf(server: KeepingServer): Promise<Record<string, unknown>> {
  const line = await server.running.logged({ level: "error" });
  expect((await server.ask()).status).toBe(503);
  return line;
}

describe.skipIf(lacks("redis-server"))("Redis", () => {
  test("with a password: the one of the address is used; a wrong one is told, and is not in the log", async () => {
    const redis = await TestRedis.start("--requirepass", "right");
    const at = (password: string) => `redis://:${password}@127.0.0.1:${redis.port}`;
    expect((await ready(await start(at("right")))).url).toContain("127.0.0.1");
    const server = await start(at("wrong-1"));
    expect(await faultOf(server)).toMatchObject({
      message: "Redis is away: requests are refused until it is back",
      reason: expect.stringContaining("WRONGPASS"),
    });
    expect(JSON.stringify(server.running.log)).not.toContain("wrong-1");
  });

  test("with a password beside the address: any will do, and that of the address comes first", async () => {
    const password = "a/b@c:d%2Fe#f?g h$i";
    const redis = await TestRedis.start("--requirepass", password);
    const beside = { REDIS_PASSWORD: password };
    const at = (words: string) => `redis://${words}127.0.0.1:${redis.port}`;
    expect((await ready(await start(at(""), undefined, beside))).url).toContain("127.0.0.1");
    const { reason } = await faultOf(await start(at(":wrong-1@"), undefined, beside));
    expect(reason).toContain("WRONGPASS");
  });

  test("that is not there: the log says which address did not answer", async () => {
    const port = await freePort();
    const { reason } = await faultOf(await start(`redis://127.0.0.1:${port}`));
    expect(reason).toContain(`ECONNREFUSED 127.0.0.1:${port}`);
  });

  test("in a cluster: the log says that this is not supported", async () => {
    const redis = await TestRedis.start("--cluster-enabled", "yes");
    await redis.send("CLUSTER", "ADDSLOTSRANGE", "0", "10");
    const { reason } = await faultOf(await start(redis.url));
    expect(reason).toContain("leads to a Redis Cluster, which is not supported");
  });

  test.skipIf(lacks("openssl"))("by TLS, with a certificate that the process trusts", async () => {
    const { sslKeyfile, sslCertfile, remove } = makeCertificate();
    onTestFinished(remove);
    const port = await freePort();
    const files = ["--tls-cert-file", sslCertfile, "--tls-key-file", sslKeyfile];
    await TestRedis.start("--tls-port", String(port), ...files, "--tls-auth-clients", "no");
    const program = await bundle("./replica-program.ts");
    onTestFinished(program.remove);
    /** Whether a server is ready once its log says something of Redis. */
    const isReady = async (certificates: string, says: RegExp) => {
      const own = await freePort();
      const child = startChild(program.file, {
        REDIS_URL: `rediss://127.0.0.1:${port}`,
        LLMBRICK_PORT: String(own),
        NODE_EXTRA_CA_CERTS: certificates,
      });
      await child.prints(says);
      return (await fetch(`http://127.0.0.1:${own}/readyz`)).ok;
    };
    expect(await isReady(sslCertfile, /"message":"Redis is there"/)).toBe(true);
    expect(await isReady("", /"reason":"[^"]*certificate/)).toBe(false);
  });

  test("has the only clock: a replica whose own is a day ahead keeps its lease, and its answers", async () => {
    const redis = await TestRedis.start();
    const { handler, step, finish } = told();
    const right = await ready(await start(redis.url));
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 86_400_000 });
    onTestFinished(() => void vi.useRealTimers());
    const ahead = await ready(await start(redis.url, handler));
    const here = await ahead.open();
    step(2);
    await here.frames(2);
    const there = await right.open({}, "GET", here.id);
    finish();
    expect(await there.frames()).toEqual(await here.frames());
    expect(await here.frames()).toHaveLength(3);
  });

  test("that forgets an answer while it is read elsewhere: its reader is sent away, and finds none", async () => {
    const redis = await TestRedis.start();
    const { handler, step } = told();
    const maker = await ready(await start(redis.url, handler));
    const other = await ready(await start(redis.url));
    const here = await maker.open();
    step();
    await here.frames(1);
    const there = await other.open({}, "GET", here.id);
    await there.frames(1);
    await redis.send("FLUSHDB");
    expect(await there.frames()).toHaveLength(1);
    expect((await other.rest(here.id, 1, session)).status).toBe(404);
    step();
    expect((await here.frames()).at(-1)).toMatch(/Answer (lost|broken off|cancelled)/);
    expect(framesIn((await maker.rest(here.id)).text)).toEqual([]);
  });
});
