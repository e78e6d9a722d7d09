import { describe } from "vitest";
import { describeKept } from "../features/resume/kept.ts";
import { ready, startKeeping } from "../features/resume/server.ts";
import { lacks } from "../support/needed-programs.ts";
import { TestRedis } from "./redis.ts";

describe.skipIf(lacks("redis-server"))("Redis", () => {
  describeKept("in Redis", async () => {
    const redis = await TestRedis.start();
    return async ({ env, ...options } = {}) =>
      ready(await startKeeping({ env: { REDIS_URL: redis.url, ...env }, ...options }));
  });
});
