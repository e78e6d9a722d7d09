import { expect, test } from "vitest";
import { measureRounds } from "../../bench/measure.ts";
import type { Work } from "../../bench/work.ts";

const work = (peers: string[], measure: Work["measure"], goals: Work["goals"] = []): Work => ({
  title: "",
  unit: "",
  goals,
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

test("measures a work in its own number of rounds, where no other is wanted", async () => {
  const counted: string[] = [];
  const measure = (name: string) => async () => {
    counted.push(name);
    return {};
  };
  const often = { ...work(["bare"], measure("often")), rounds: 7 };
  const works = { usual: work(["bare"], measure("usual")), often };
  const count = async (rounds?: number) => {
    counted.length = 0;
    for await (const _ of measureRounds({ works, peers: ["bare"] }, rounds));
    return ["usual", "often"].map((name) => counted.filter((one) => one === name).length);
  };
  expect(await count()).toEqual([5, 7]);
  expect(await count(2)).toEqual([2, 2]);
});

test("measures what the goals of the chosen peers are multiples of", async () => {
  const goals = [
    { peer: "ours-koa", most: 0.6, base: "koa" },
    { peer: "ours-hono", most: 0.6, base: "hono" },
  ];
  const peers = ["ours", "ours-hono", "hono", "ours-koa", "koa"];
  const measured: string[] = [];
  const measure = async (peer: string) => {
    measured.push(peer);
    return { speed: 1 };
  };
  const works = { first: work(peers, measure, goals) };
  for await (const samples of measureRounds({ works, peers: ["ours-koa"] }, 1)) {
    expect(samples).toHaveLength(3);
  }
  expect(measured.sort()).toEqual(["koa", "ours", "ours-koa"]);
});
