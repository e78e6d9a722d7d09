import { expect, test } from "vitest";
import { spreadOf, summarize } from "../../bench/results.ts";

test.each([
  [[3], { median: 3, min: 3, max: 3 }],
  [[10, 2, 9], { median: 9, min: 2, max: 10 }],
  [[4, 1, 3, 2], { median: 2.5, min: 1, max: 4 }],
])("tells median and extremes of %j", (values, spread) => {
  expect(spreadOf(values)).toEqual(spread);
});

test("compares each value with the base of the same round", () => {
  const sample = (peer: string, round: number, value: number) => ({
    work: "tight",
    figure: "1 connection",
    peer,
    round,
    value,
  });
  const samples = [sample("bare", 1, 10), sample("ours", 1, 5), sample("ours", 2, 30), sample("bare", 2, 20)];
  const [bare, ours] = summarize(samples, () => "bare");
  expect(bare?.ratio).toEqual({ median: 1, min: 1, max: 1 });
  expect(ours).toMatchObject({
    peer: "ours",
    value: { median: 17.5, min: 5, max: 30 },
    ratio: { median: 1, min: 0.5, max: 1.5 },
  });
});
