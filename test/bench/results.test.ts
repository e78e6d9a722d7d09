import { expect, test } from "vitest";
import { judge, spreadOf, summarize } from "../../bench/results.ts";
import type { Work } from "../../bench/work.ts";

test.each([
  [[3], { median: 3, min: 3, max: 3 }],
  [[10, 2, 9], { median: 9, min: 2, max: 10 }],
  [[4, 1, 3, 2], { median: 2.5, min: 1, max: 4 }],
])("tells median and extremes of %j", (values, spread) => {
  expect(spreadOf(values)).toEqual(spread);
});

const sample = (peer: string, round: number, value: number) => ({
  work: "tight",
  figure: "1 connection",
  peer,
  round,
  value,
});
const samples = [
  sample("bare", 1, 10),
  sample("koa", 1, 8),
  sample("ours", 1, 5),
  sample("ours", 2, 30),
  sample("bare", 2, 20),
  sample("koa", 2, 24),
];
const workWith = (...goals: Work["goals"]): Record<string, Work> => ({
  tight: { title: "", unit: "µs", goals, peers: ["bare", "ours", "koa"], measure: async () => ({}) },
});

test("compares each value with the first peer's in the same round", () => {
  const [bare, , ours] = summarize(samples, workWith());
  expect(bare?.ratio).toEqual({ median: 1, min: 1, max: 1 });
  expect(ours).toMatchObject({
    peer: "ours",
    value: { median: 17.5, min: 5, max: 30 },
    ratio: { median: 1, min: 0.5, max: 1.5 },
  });
});

test.each([
  ["is met by a median", { most: 1, base: "bare" }, { median: 1, min: 0.5, max: 1.5 }, true],
  ["is missed by a median", { most: 0.9, base: "bare" }, { median: 1, min: 0.5, max: 1.5 }, false],
  [
    "may be a multiple of another peer",
    { most: 0.9, base: "koa" },
    { median: 0.9375, min: 0.625, max: 1.25 },
    false,
  ],
  ["may be a value", { most: 18 }, { median: 17.5, min: 5, max: 30 }, true],
])("a goal %s", (_what, limit, spread, isMet) => {
  const goal = { peer: "ours", ...limit };
  expect(judge(samples, workWith(goal))).toEqual([
    { ...goal, work: "tight", figure: "1 connection", spread, isMet },
  ]);
});

test("a goal of a peer that was not measured gives no verdict", () => {
  expect(judge(samples, workWith({ peer: "ours-koa", most: 1, base: "ours" }))).toEqual([]);
});
