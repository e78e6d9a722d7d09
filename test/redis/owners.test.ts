import { describe, expect, test } from "vitest";
import { bodies, script } from "../../templates/features/resume/+node/src/llmbrick/resume/redis/scripts.ts";
import { lacks } from "../support/needed-programs.ts";
import { TestRedis } from "./redis.ts";

const minute = 60_000;

/** The real scripts, at the time that the test says, for answers of one owner. */
async function prepare() {
  const redis = await TestRedis.start();
  let now = 1_000_000;
  const run = (name: keyof typeof bodies, ...args: (string | number)[]) =>
    redis.send("EVAL", script(bodies[name], `local now = ${now}\n`).text, "0", ...args.map(String));
  await run("renew", "replica", 1, 1_000 * minute, 0, 1);
  return {
    redis,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    begin: (id: string, most: number, keep = minute) =>
      run("create", id, "owner", "replica", "token", keep, most, "", ""),
    end: (id: string, keep = minute) =>
      run("append", id, "token", 1, 1, "id: 1\n\n", "done", 1_000, 10, keep),
    isKept: async (id: string) => (await redis.send("EXISTS", `llmbrick:answer:${id}`)) === 1,
  };
}

/** Commands that Redis ran while something was done, those of scripts too. */
async function commandsOf(redis: TestRedis, work: () => Promise<unknown>): Promise<number> {
  await redis.send("CONFIG", "RESETSTAT");
  await work();
  const counts = String(await redis.send("INFO", "commandstats")).matchAll(/calls=(\d+)/g);
  return [...counts].reduce((sum, [, calls]) => sum + Number(calls), 0);
}

describe.skipIf(lacks("redis-server"))("an owner's answers in Redis", () => {
  test("to begin one takes as many commands, however many there are", async () => {
    const { redis, begin, end } = await prepare();
    const costs: number[] = [];
    for (let count = 0; count < 40; count++) {
      costs.push(await commandsOf(redis, () => begin(`answer-${count}`, 1_000)));
      await end(`answer-${count}`);
    }
    expect(costs.at(-1)).toBe(costs[1]);
  });

  test("those that are over give way, the one that ended first before others; those under way do not", async () => {
    const { begin, end, pass, isKept } = await prepare();
    for (const id of ["a", "b", "c"]) await begin(id, 3);
    await end("b");
    pass(1);
    await end("a");
    expect(await begin("d", 3)).toEqual([]);
    expect(await Promise.all(["a", "b", "c"].map(isKept))).toEqual([true, false, true]);
    expect(await begin("e", 3)).toEqual([]);
    expect(await begin("f", 3)).toEqual(["many", ""]);
  });

  test("those whose time is over count no more, but for one that still goes on", async () => {
    const { redis, begin, end, pass } = await prepare();
    for (const id of ["over", "dead", "goes on"]) await begin(id, 3);
    await end("over");
    await redis.send("DEL", "llmbrick:answer:dead");
    pass(minute);
    expect(await begin("next", 2)).toEqual([]);
    expect(await begin("one too many", 2)).toEqual(["many", ""]);
  });

  test("a replica that keeps answers for a shorter time takes nothing from the others' count", async () => {
    const { redis, begin, end } = await prepare();
    await begin("long", 9, 10 * minute);
    await end("long", 10 * minute);
    await begin("under way", 9, 10 * minute);
    await begin("short", 9, 1);
    await end("short", 1);
    for (const key of ["llmbrick:owner:owner", "llmbrick:owner:owner:over"])
      expect(await redis.send("PTTL", key)).toBeGreaterThan(9 * minute);
  });
});
