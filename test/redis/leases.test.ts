import { expect, test } from "vitest";
import { lacks } from "../support/needed-programs.ts";
import { playLeases, randomBy } from "./leases.ts";
import { TestRedis } from "./redis.ts";

/** `LEASE_STEPS=1000000 npx vitest run test/redis/leases` plays a million. */
const steps = Number(process.env.LEASE_STEPS ?? 15_000);

test.skipIf(lacks("redis-server"))(
  "whatever dies, sleeps or comes late, replicas never have more places than there are",
  { timeout: 60_000 + steps * 2 },
  async () => {
    const seed = Number(process.env.LEASE_SEED ?? 1);
    const redis = await TestRedis.start();
    await redis.send("CONFIG", "SET", "appendonly", "no");
    const { taken, full, lost, crashed, free } = await playLeases(redis, steps, randomBy(seed));
    expect(free, `LEASE_SEED=${seed}`).toBe(7);
    for (const count of [taken, full, lost, crashed]) expect(count).toBeGreaterThan(steps / 1_000);
  },
);
