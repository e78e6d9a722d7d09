import { expect } from "vitest";
import { framesIn, type KeepingServer, ready, startKeeping, told } from "../features/resume/server.ts";
import type { StartOptions } from "../support/llmbrick-server.ts";
import type { TestRedis } from "./redis.ts";
import { RedisProxy } from "./redis-proxy.ts";

/** Seconds: leases are as long, so that a dead replica is noticed soon. */
export const heartbeatInterval = 1.5;
/** Of an answer. */
export const events = 6;
/** The frame that ends the answer of a dead replica. */
export const broken = /^id: \d+\nevent: error\ndata: \{"error":"Answer broken off"/;

export interface Replica {
  server: KeepingServer;
  proxy: RedisProxy;
}

/** A replica, whose way to Redis can be cut and slowed. */
export async function replica(
  redis: TestRedis,
  { config, env, ...options }: StartOptions = {},
): Promise<Replica> {
  const proxy = await RedisProxy.before(redis.port);
  const server = await startKeeping({
    ...options,
    env: { REDIS_URL: proxy.url, ...env },
    config: { heartbeatInterval, ...config },
  });
  return { server: await ready(server), proxy };
}

/** An answer of which one replica has given the first event, and another one, too. */
export async function readElsewhere(redis: TestRedis) {
  const steps = told();
  const maker = await replica(redis, { handler: steps.handler });
  const other = await replica(redis);
  const here = await maker.server.open();
  steps.step();
  await here.frames(1);
  const there = await other.server.open({}, "GET", here.id);
  await there.frames(1);
  return { ...steps, maker, other, here, there };
}

/** What a client has of an answer after it came back to a replica, again and again, until nothing was left. */
export async function restOf({ server }: Replica, id: string, had: string[]): Promise<string[]> {
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

/** The frames of an answer of so many events, as `told` tells them. */
export const whole = (count: number) =>
  Array.from(
    { length: count },
    (_, index) =>
      `id: ${index + 1}\nevent: message\ndata: {"id":"${index + 1}","type":"text","model":null,"text":"事件 ${index + 1}","progress":"${index + 1 < count ? "IN_PROGRESS" : "DONE"}","context":null,"metadata":null}`,
  );

export const indices = Array.from({ length: events }, (_, index) => index);
