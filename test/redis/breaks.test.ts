import { describe, expect, test } from "vitest";
import { framesIn, told } from "../features/resume/server.ts";
import { lacks } from "../support/needed-programs.ts";
import { TestRedis } from "./redis.ts";
import {
  broken,
  events,
  heartbeatInterval,
  indices,
  readElsewhere,
  replica,
  restOf,
  whole,
} from "./replica.ts";

describe.skipIf(lacks("redis-server"))("Replicas on one Redis", () => {
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
    const { aborted, other, here, there } = await readElsewhere(redis);
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
