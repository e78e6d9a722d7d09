import { describe, expect, test } from "vitest";
import { scripts } from "../../templates/features/resume/+node/src/llmbrick/resume/redis/scripts.ts";
import { withMetrics } from "../features/metrics/server.ts";
import {
  figuresOf,
  framesIn,
  ready,
  requestBody,
  startKeeping,
  told,
  withResume,
} from "../features/resume/server.ts";
import { event } from "../support/client.ts";
import { lacks } from "../support/needed-programs.ts";
import { TestRedis } from "./redis.ts";
import { broken, readElsewhere, replica, whole } from "./replica.ts";

describe.skipIf(lacks("redis-server"))("Redis", () => {
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

  test("one that gives nothing of what others write: the log says so, and who reads it there is sent away", async () => {
    const redis = await TestRedis.start();
    const { step, finish, other, here, there } = await readElsewhere(redis);
    await redis.send("ACL", "SETUSER", "default", "-xread");
    step();
    const line = await other.server.running.logged({ level: "error" });
    expect(line).toMatchObject({ message: expect.stringContaining("gives nothing of what other replicas") });
    expect(line.reason).toContain("NOPERM");
    expect((await there.frames()).length).toBeLessThan(3);
    await redis.send("ACL", "SETUSER", "default", "+xread");
    finish();
    await expect.poll(async () => framesIn((await other.server.rest(here.id)).text)).toEqual(whole(3));
  });

  test("one whose word that an answer has begun is lost: by the same key it is begun anew, and the model asked once", async () => {
    const redis = await TestRedis.start();
    let asked = 0;
    const { proxy, server } = await replica(redis, {
      async *handler() {
        asked++;
        yield event({ id: "1", progress: "DONE" });
      },
    });
    // Once, so that Redis knows the script by its name.
    expect((await server.ask()).status).toBe(200);
    const headers = { "Idempotency-Key": "one" };
    proxy.breakAfter(scripts.create.sha);
    expect((await server.ask({ headers })).status).toBe(503);
    const again = async () => (await server.ask({ headers })).text;
    await expect.poll(again, { timeout: 10_000 }).toContain('"progress":"DONE"');
    expect(asked).toBe(2);
  });

  test("one in which an answer is no longer what was written: it ends, and the log says why", async () => {
    for (const part of ["", ":log"]) {
      const redis = await TestRedis.start();
      const { step, aborted, maker, other, here, there } = await readElsewhere(redis);
      await redis.send("SET", `llmbrick:answer:${here.id}${part}`, "junk");
      step();
      expect((await here.frames()).at(-1)).toContain('{"error":"Answer lost"');
      await aborted();
      const line = await maker.server.running.logged({ level: "error" });
      expect(line).toMatchObject({ answerId: here.id, reason: expect.stringContaining("WRONGTYPE") });
      // Nobody waits elsewhere for what never comes.
      expect(await there.frames()).toHaveLength(1);
      expect((await other.server.rest(here.id, 1)).status).toBe(404);
    }
  });

  test("one that refuses to begin an answer: the log says why", async () => {
    const redis = await TestRedis.start();
    const { server } = await replica(redis);
    expect((await server.ask()).status).toBe(200);
    const [owner] = (await redis.send("KEYS", "llmbrick:owner:*")) as [string];
    await redis.send("SET", owner, "junk");
    expect((await server.ask()).status).toBe(503);
    expect((await server.running.logged({ level: "error" })).reason).toContain("WRONGTYPE");
  });

  test("one that has lost a replica's lease, or takes too long: the log says that", async () => {
    const redis = await TestRedis.start();
    const { server } = await replica(redis);
    const { log } = server.running;
    await redis.send("FLUSHALL");
    await server.running.logged({ level: "error" });
    await ready(server);
    redis.pause();
    const reasons = () => log.filter(({ level }) => level === "error").map(({ reason }) => reason);
    await expect.poll(reasons, { timeout: 10_000 }).toHaveLength(2);
    redis.resume();
    expect(reasons()).toEqual([
      expect.stringContaining("knows nothing of this replica's lease"),
      "Redis takes too long",
    ]);
  });

  test("what it has of answers that are over goes with them, names and owners too", async () => {
    const redis = await TestRedis.start();
    const { server } = await replica(redis, { env: { RESUME_KEEP: "1" }, config: { requestTimeout: 1 } });
    for (const name of ["one", "two"])
      expect((await server.ask({ headers: { "Idempotency-Key": name } })).status).toBe(200);
    const keys = async () => String(await redis.send("KEYS", "llmbrick:*"));
    expect(await keys()).toContain("llmbrick:name:");
    await expect.poll(keys, { timeout: 10_000 }).not.toMatch(/:(?:name|owner|answer):/);
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
      expect([readiness.status, readiness.text]).toEqual([503, '{"status":"unavailable","redis":"away"}']);
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
