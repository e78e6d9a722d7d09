import { describe, expect, test } from "vitest";
import { withMetrics } from "../features/metrics/server.ts";
import {
  figuresOf,
  framesIn,
  type KeepingServer,
  ready,
  requestBody,
  startKeeping,
  told,
  withResume,
} from "../features/resume/server.ts";
import { event } from "../support/client.ts";
import type { StartOptions } from "../support/llmbrick-server.ts";
import { lacks } from "../support/needed-programs.ts";
import { TestRedis } from "./redis.ts";
import { RedisProxy } from "./redis-proxy.ts";

/** Seconds: leases are as long, so that a dead replica is noticed soon. */
const heartbeatInterval = 1.5;
const events = 6;
const broken = /^id: \d+\nevent: error\ndata: \{"error":"Answer broken off"/;

interface Replica {
  server: KeepingServer;
  proxy: RedisProxy;
}

async function replica(redis: TestRedis, { config, env, ...options }: StartOptions = {}): Promise<Replica> {
  const proxy = await RedisProxy.before(redis.port);
  const server = await startKeeping({
    ...options,
    env: { REDIS_URL: proxy.url, ...env },
    config: { heartbeatInterval, ...config },
  });
  return { server: await ready(server), proxy };
}

/** What a client has of an answer after it came back to a replica, again and again, until nothing was left. */
async function restOf({ server }: Replica, id: string, had: string[]): Promise<string[]> {
  const frames = [...had];
  await expect
    .poll(
      async () => {
        const { status, text } = await server.rest(id, frames.length);
        if (status === 200) frames.push(...framesIn(text));
        return status;
      },
      { timeout: 10_000 },
    )
    .toBe(204);
  return frames;
}

const whole = (count: number) =>
  Array.from(
    { length: count },
    (_, index) =>
      `id: ${index + 1}\nevent: message\ndata: {"id":"${index + 1}","type":"text","model":null,"text":"事件 ${index + 1}","progress":"${index + 1 < count ? "IN_PROGRESS" : "DONE"}","context":null,"metadata":null}`,
  );

const indices = Array.from({ length: events }, (_, index) => index);

describe.skipIf(lacks("redis-server"))("Redis", () => {
  test("a connection that breaks after any event changes no byte", async () => {
    const redis = await TestRedis.start();
    const breakAfter = async (index: number) => {
      const { handler, step, finish } = told();
      const config = { heartbeatInterval: 0 };
      const maker = await replica(redis, { handler, config });
      const other = await replica(redis, { config });
      const here = await maker.server.open();
      const there = await other.server.open({}, "GET", here.id);
      for (let count = 0; count < events; count++) {
        if (count === index) {
          maker.proxy.cut();
          other.proxy.cut();
        }
        if (count < events - 1) step();
        else finish();
        await here.frames(count + 1);
      }
      expect(await here.frames()).toEqual(whole(events));
      expect(await there.frames()).toEqual(whole(events));
    };
    await Promise.all(indices.map(breakAfter));
    expect.hasAssertions();
  });

  test("a replica that dies after any event leaves an answer that ends with an error, to all alike", async () => {
    const redis = await TestRedis.start();
    const dieAfter = async (index: number) => {
      const { handler, step } = told();
      const maker = await replica(redis, { handler });
      const other = await replica(redis);
      const here = await maker.server.open();
      const there = await other.server.open({}, "GET", here.id);
      step(index);
      const had = [...(await here.frames(index))];
      const diedAt = performance.now();
      maker.proxy.goAway();
      const seen = await there.frames();
      expect(performance.now() - diedAt).toBeLessThan(2 * heartbeatInterval * 1000);
      expect(seen.slice(0, -1)).toEqual(had);
      expect(seen.at(-1)).toMatch(broken);
      expect(seen).toHaveLength(index + 1);
      expect(await restOf(other, here.id, had)).toEqual(seen);
    };
    await Promise.all(indices.map(dieAfter));
    expect.hasAssertions();
  });

  test("a replica that was held up, and wakes when its answer is over, adds nothing", async () => {
    const redis = await TestRedis.start();
    const { handler, step, aborted } = told();
    const maker = await replica(redis, { handler });
    const other = await replica(redis);
    const here = await maker.server.open();
    step();
    await here.frames(1);
    maker.proxy.hold();
    step(3);
    const there = await other.server.open({}, "GET", here.id);
    const seen = [...(await there.frames())];
    expect([seen.length, seen.at(-1)]).toEqual([2, expect.stringMatching(broken)]);
    maker.proxy.release();
    await aborted();
    // Its own readers, which have not seen those events either, see what all see, or come back for it.
    const own = await here.frames();
    expect(seen.slice(0, own.length)).toEqual(own);
    expect(framesIn((await other.server.rest(here.id)).text)).toEqual(seen);
  });

  test("DELETE on another replica fires the handler's signal at once", async () => {
    const redis = await TestRedis.start();
    const { handler, step, aborted } = told();
    const maker = await replica(redis, { handler });
    const other = await replica(redis);
    const here = await maker.server.open();
    step();
    await here.frames(1);
    const there = await other.server.open({}, "GET", here.id);
    await there.frames(1);
    const askedAt = performance.now();
    expect((await other.server.cancel(here.id)).status).toBe(204);
    await aborted();
    expect(performance.now() - askedAt).toBeLessThan(200);
    expect((await there.frames()).at(-1)).toContain("Answer cancelled");
    expect(await there.frames()).toEqual(await here.frames());
  });

  test("a reader on another replica keeps the answer going; without one, it is cancelled", async () => {
    const redis = await TestRedis.start();
    const { handler, step, aborted, state } = told();
    const maker = await replica(redis, { handler, env: { RESUME_WINDOW: "0.6" } });
    const other = await replica(redis, { env: { RESUME_WINDOW: "0.6" } });
    const here = await maker.server.open();
    step();
    await here.frames(1);
    const there = await other.server.open({}, "GET", here.id);
    await there.frames(1);
    here.leave();
    // Comments come at each heartbeat: after three of them the window is long over.
    while (there.text.split(": keep-alive").length < 4) await there.piece();
    expect(state.aborted).toBeUndefined();
    there.leave();
    expect(await aborted()).toMatchObject({ cause: "aborted" });
  });

  test("one that is started again with its data goes on where it was", async () => {
    const redis = await TestRedis.start();
    const { handler, step, finish } = told();
    const maker = await replica(redis, { handler, config: { heartbeatInterval: 0 } });
    const here = await maker.server.open();
    step(2);
    await here.frames(2);
    await redis.end("SIGKILL");
    step(2);
    await redis.begin();
    finish();
    expect(await here.frames()).toEqual(whole(5));
    const { text } = await maker.server.rest(here.id);
    expect(framesIn(text)).toEqual(whole(5));
  });

  test("one that is started again without its data: who reads is told", async () => {
    const redis = await TestRedis.start();
    const { handler, step, aborted } = told();
    const maker = await replica(redis, { handler, config: { heartbeatInterval: 0 } });
    const here = await maker.server.open();
    step(2);
    await here.frames(2);
    await redis.end("SIGKILL");
    await redis.removeData();
    await redis.begin();
    step();
    expect((await here.frames()).at(-1)).toContain('id: 3\nevent: error\ndata: {"error":"Answer lost"');
    await aborted();
    expect((await maker.server.rest(here.id, 2)).status).toBe(404);
    await expect.poll(async () => (await maker.server.open()).status, { timeout: 5_000 }).toBe(200);
  });

  test("one that is slow slows the answer down, and no more", async () => {
    const redis = await TestRedis.start();
    const { proxy, server } = await replica(redis, {
      config: { heartbeatInterval: 0 },
      async *handler() {
        for (let index = 1; index <= 2_000; index++) {
          yield event({
            id: String(index),
            text: "x".repeat(200),
            progress: index < 2_000 ? "IN_PROGRESS" : "DONE",
          });
        }
      },
    });
    proxy.delay = 30;
    const { text } = await server.ask();
    const ids = framesIn(text).map((frame) => Number(/^id: (\d+)/.exec(frame)?.[1]));
    expect(ids).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 1));
  });

  const unwilling: [string, string[], string[]][] = [
    ["full", ["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"]],
    ["only to be read", ["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"]],
  ];
  test.each(unwilling)(
    "one that is %s: requests are refused until it takes them again",
    async (_name, spoil, mend) => {
      const redis = await TestRedis.start();
      const { server } = await replica(redis);
      expect((await server.ask()).status).toBe(200);
      await redis.send(...spoil);
      const { status, headers } = await server.ask();
      expect([status, headers["retry-after"]]).toEqual([503, "1"]);
      await redis.send(...mend);
      await expect.poll(async () => (await server.ask()).status, { timeout: 5_000 }).toBe(200);
    },
  );

  test("one that is full in the middle of an answer: it goes on once there is room", async () => {
    const redis = await TestRedis.start();
    const { handler, step, finish } = told();
    const { server } = await replica(redis, { handler, config: { heartbeatInterval: 0 } });
    const here = await server.open();
    step();
    await here.frames(1);
    await redis.send("CONFIG", "SET", "maxmemory", "1");
    step(2);
    await redis.send("CONFIG", "SET", "maxmemory", "0");
    finish();
    expect(await here.frames()).toEqual(whole(4));
  });

  describe("that is away", () => {
    test("refuse: requests are refused, the server is not ready, and answers end here without a false end", async () => {
      const redis = await TestRedis.start();
      const { handler, step, aborted } = told();
      const { server, proxy } = await replica(redis, { handler });
      const here = await server.open();
      step();
      await here.frames(1);
      proxy.goAway();
      await aborted();
      expect(await here.frames()).toEqual([expect.stringContaining("事件 1")]);
      const readiness = await server.ask({ method: "GET", path: "/readyz", body: "" });
      expect([readiness.status, readiness.text]).toEqual([503, '{"status":"unavailable"}']);
      expect((await server.ask()).status).toBe(503);
      expect((await server.rest(here.id)).status).toBe(503);
      await server.running.logged({ level: "error" });
      proxy.comeBack();
      await ready(server);
      expect(framesIn((await server.rest(here.id, 1)).text)).toEqual([expect.stringMatching(broken)]);
    });

    test("local: each replica goes on alone, and its log and its figures say so", async () => {
      withResume();
      withMetrics();
      const redis = await TestRedis.start();
      const [first, other] = [told(), told()];
      const { server, proxy } = await replica(redis, {
        handler: (request, context) => (request.temperature ? other : first).handler(request, context),
        env: { REDIS_DOWN: "local" },
        config: { maxConcurrentConnections: 2 },
      });
      const here = await server.open();
      first.step();
      await here.frames(1);
      proxy.goAway();
      const { message } = await server.running.logged({ level: "error" });
      expect(message).toContain("alone");
      expect((await figuresOf(server)).get("llmbrick_sse_parts_away")).toBe(1);
      const second = await server.open({}, "POST", "", { ...requestBody, temperature: 1 });
      expect(second.status).toBe(200);
      expect((await server.open()).status).toBe(503);
      first.step();
      first.finish();
      other.finish();
      expect(await here.frames()).toEqual(whole(3));
      expect((await server.ask({ method: "GET", path: "/readyz", body: "" })).status).toBe(200);
      expect(framesIn((await server.rest(second.id)).text)).toEqual(await second.frames());
      proxy.comeBack();
      await server.running.logged({ message: "Redis is there" });
    });
  });

  test("the places are those of all replicas; those of a dead one are free again", async () => {
    const redis = await TestRedis.start();
    const config = { maxConcurrentConnections: 3 };
    const { handler } = told();
    const [one, two] = [await replica(redis, { handler, config }), await replica(redis, { handler, config })];
    await one.server.open();
    await one.server.open();
    await two.server.open();
    expect([(await one.server.ask()).status, (await two.server.ask()).status]).toEqual([503, 503]);
    one.proxy.goAway();
    await expect.poll(async () => (await two.server.open()).status, { timeout: 10_000 }).toBe(200);
    expect((await two.server.open()).status).toBe(200);
    expect((await two.server.open()).status).toBe(503);
  });

  test("each flush costs one round trip, and silence none but the lease's", async () => {
    const redis = await TestRedis.start();
    const { handler, step, finish } = told();
    const { server } = await replica(redis, { handler, config: { heartbeatInterval: 0 } });
    const calls = async () => {
      const text = String(await redis.send("INFO", "commandstats"));
      const count = (name: string) => Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(text)?.[1] ?? 0);
      return count("evalsha") + count("eval") + count("xread");
    };
    const here = await server.open();
    step();
    await here.frames(1);
    const before = await calls();
    for (let count = 2; count <= 50; count++) {
      step();
      await here.frames(count);
    }
    // One for each event, and those of the lease.
    expect((await calls()) - before).toBeLessThan(49 + 10);
    finish();
    await here.frames();
  });
});

test("a server with a bad address of Redis does not start, and says why", async () => {
  const started = startKeeping({
    env: { REDIS_URL: "http://user:secret@host", REDIS_DOWN: "maybe", RESUME_KEEP: "x" },
  });
  const { message } = await started.then(
    () => ({ message: "" }),
    (error: Error) => error,
  );
  expect(message).toContain("REDIS_URL is not the address of a Redis");
  expect(message).toContain('REDIS_DOWN is "maybe": expected refuse or local');
  expect(message).toContain('RESUME_KEEP is "x": expected a number of seconds from 1 to 86400');
  expect(message).not.toContain("secret");
});
