import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { AnswerLog } from "../../../templates/features/resume/+node/src/llmbrick/resume/log.ts";
import type {
  Connection,
  RedisReply,
} from "../../../templates/features/resume/+node/src/llmbrick/resume/redis/connection.ts";
import {
  Follower,
  logKey,
} from "../../../templates/features/resume/+node/src/llmbrick/resume/redis/follower.ts";

const entry = (id: number) => [`${id}-0`, ["f", String(id), "t", `id: ${id}\ndata: ${id}\n\n`]];
const entries = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => entry(first + index));

test("who opens an answer again is given it from its beginning, whatever the read brings that is under way", async () => {
  const reads: { command: string[]; answer: (reply: RedisReply) => void }[] = [];
  const connection = {
    send: (command: string[]) => new Promise((answer) => reads.push({ command, answer })),
    close() {},
  } as unknown as Connection;
  const follower = new Follower(
    connection,
    { send: async () => 1 } as unknown as Connection,
    "home",
    () => {},
    () => {},
  );
  const reply = async (answer: RedisReply) => {
    reads.shift()?.answer(answer);
    await turn();
  };
  const bounds = { maxBytes: 1_000_000, maxEvents: 1_000 };

  follower.follow("x", new AnswerLog(bounds));
  await reply(null);
  await reply([[logKey("x"), entries(1, 50)]]);
  follower.leave("x");
  const log = new AnswerLog(bounds);
  follower.follow("x", log);
  await reply([[logKey("x"), entries(51, 51)]]);
  expect([log.first, log.last]).toEqual([1, 0]);
  expect(reads[0]?.command.at(-1)).toBe("0-0");
  await reply([[logKey("x"), entries(1, 51)]]);
  expect([log.first, log.last]).toEqual([1, 51]);
  follower.close();
});
