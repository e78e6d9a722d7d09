import { expect, test } from "vitest";
import { measureRounds } from "../../bench/measure.ts";
import type { Work } from "../../bench/work.ts";

const work = (peers: string[], measure: Work["measure"]): Work => ({
  title: "",
  unit: "",
  goal: { ratio: 1 },
  peers,
  measure,
});

test("measures the chosen peers and the base of each work once a round", async () => {
  const measured: string[] = [];
  const measure = async (peer: string) => {
    measured.push(peer);
    return { speed: peer.length };
  };
  const works = { first: work(["bare", "ours", "koa"], measure), second: work(["other", "none"], measure) };
  const rounds: unknown[] = [];
  for await (const samples of measureRounds({ works, peers: ["ours"] }, 2)) {
    rounds.push(samples.sort((a, b) => (a.peer < b.peer ? -1 : 1)));
  }
  const round = (number: number) => [
    { work: "first", figure: "speed", peer: "bare", round: number, value: 4 },
    { work: "first", figure: "speed", peer: "ours", round: number, value: 4 },
  ];
  expect(rounds).toEqual([round(1), [], round(2), []]);
  expect(measured).toHaveLength(4);
});
