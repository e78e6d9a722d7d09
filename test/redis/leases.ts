import { createClient } from "redis";
import { bodies, script } from "../../templates/features/resume/+node/src/llmbrick/resume/redis/scripts.ts";
import type { TestRedis } from "./redis.ts";

/** The time is what the test says. */
const clock = "local now = tonumber(redis.call('GET', 'test:now'))\n";
const duration = 6_000;
const [renew, take, leave] = [bodies.renew, bodies.take, bodies.leave].map(
  (body) => script(body, clock).text,
) as [string, string, string];

/** A replica as the model has it: what it believes, and messages of it that are still under way. */
interface Replica {
  name: string;
  version: number;
  places: number;
  isNew: boolean;
  /** Until when it believes to have its lease. */
  heldUntil: number;
  /** Messages of connections that broke, which Redis may get late, or never. */
  late: string[][];
}

/**
 * Plays replicas against the real scripts, at random: they take and give back places, renew, stop and wake, crash, and
 * their messages come late, twice or never, in any order. After each step, the places of those that may believe to
 * have any are no more than the limit. Gives how many steps had a place taken, and how many found none.
 */
export async function playLeases(redis: TestRedis, steps: number, random: () => number, limit = 7) {
  const client = await createClient({ url: redis.url, RESP: 2 })
    .on("error", () => {})
    .connect();
  const run = async (args: string[]) => Number(await client.sendCommand(args));
  let now = 1_000_000;
  await client.sendCommand(["SET", "test:now", String(now)]);
  let names = 0;
  const fresh = (): Replica => ({
    name: `r${names++}`,
    version: 0,
    places: 0,
    isNew: true,
    heldUntil: 0,
    late: [],
  });
  const replicas = Array.from({ length: 5 }, fresh);
  const counts = { taken: 0, full: 0, lost: 0, crashed: 0 };
  const eval_ = (text: string, ...args: (string | number)[]) => ["EVAL", text, "0", ...args.map(String)];

  const believed = () =>
    replicas.reduce((sum, { places, heldUntil }) => sum + (heldUntil > now ? places : 0), 0);
  const lose = (index: number) => {
    counts.lost++;
    const { late } = replicas[index] as Replica;
    replicas[index] = { ...fresh(), late };
  };
  /** Some messages go astray: Redis has them later, or never, and the replica knows nothing of a reply. */
  const send = async (replica: Replica, message: string[]): Promise<number | undefined> => {
    const luck = random();
    if (luck < 0.03) replica.late.push(message);
    if (luck < 0.05) return undefined;
    const reply = await run(message);
    // The reply is lost on its way.
    if (luck < 0.07) return undefined;
    // It comes twice.
    if (luck < 0.09) replica.late.push(message);
    return reply;
  };

  for (let step = 0; step < steps; step++) {
    const index = Math.floor(random() * replicas.length);
    const replica = replicas[index] as Replica;
    if (replica.heldUntil <= now && !replica.isNew) lose(index);
    else {
      const what = random();
      if (what < 0.3) {
        const askedAt = now;
        const message = eval_(
          renew,
          replica.name,
          ++replica.version,
          duration,
          replica.places,
          Number(replica.isNew),
        );
        const total = await send(replica, message);
        if (total === -1) lose(index);
        else if (total !== undefined) {
          replica.heldUntil = askedAt + duration;
          replica.isNew = false;
        }
      } else if (what < 0.6 && replica.heldUntil > now) {
        replica.places++;
        const reply = await send(
          replica,
          eval_(take, replica.name, ++replica.version, replica.places, limit),
        );
        if (reply === 1) counts.taken++;
        else replica.places--;
        if (reply === 0) counts.full++;
      } else if (what < 0.8 && replica.places > 0) {
        replica.places--;
      } else if (what < 0.82) {
        const [message] = replica.late.splice(Math.floor(random() * replica.late.length), 1);
        if (message) await run(message);
      } else if (what < 0.83) {
        counts.crashed++;
        replicas[index] = { ...fresh(), late: replica.late };
      } else if (what < 0.835) {
        await run(eval_(leave, replica.name));
        replicas[index] = { ...fresh(), late: replica.late };
      } else {
        now += Math.floor(random() * (random() < 0.02 ? 8_000 : 300));
        await client.sendCommand(["SET", "test:now", String(now)]);
      }
    }
    if (believed() > limit) {
      client.destroy();
      throw new Error(
        `After step ${step}, replicas have ${believed()} places of ${limit}: ${JSON.stringify(replicas)}`,
      );
    }
  }

  // A while after the last of them has died, all places are free.
  now += duration + 1;
  await client.sendCommand(["SET", "test:now", String(now)]);
  await run(eval_(renew, "last", 1, duration, 0, 1));
  let free = 0;
  while ((await run(eval_(take, "last", free + 2, free + 1, limit))) === 1) free++;
  client.destroy();
  return { ...counts, free };
}

/** Numbers from 0 to 1 that are the same for a seed: mulberry32. */
export function randomBy(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
