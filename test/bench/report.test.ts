import { describe, expect, test } from "vitest";
import { toMarkdown } from "../../bench/report.ts";
import type { Result } from "../../bench/results.ts";
import type { Work } from "../../bench/work.ts";

const where = {
  command: "npm run bench --",
  date: "2026-01-01T00:00:00.000Z",
  node: "v20.0.0",
  cpu: "A processor",
  cores: 2,
  pinned: true,
  rounds: 5,
  leftOut: { llmbrick: "no Python" },
};
const work: Work = {
  title: "A work",
  unit: "µs",
  goal: { ratio: 0.5 },
  peers: ["bare", "ours"],
  measure: async () => ({}),
};
const even = (median: number) => ({ median, min: median, max: median });
const result = (peer: string, ratio: number, value: number): Result => ({
  work: "work",
  figure: "1 connection",
  peer,
  ratio: even(ratio),
  value: even(value),
});

describe("the report", () => {
  test("has a table for a figure, its peers in the work's order, and says what was left out", () => {
    const text = toMarkdown([result("ours", 0.4, 1234.5), result("bare", 1, 3)], { work }, where);
    expect(text).toContain("Left out: llmbrick, no Python");
    expect(text).toContain(`### A work: 1 connection

Goal for ours: at most × 0.5: met

| | × | least–most | µs | least–most |
|-|-|-|-|-|
| bare | 1.00 | 1.00–1.00 | 3.00 | 3.00–3.00 |
| ours | 0.40 | 0.40–0.40 | 1,235 | 1,235–1,235 |`);
  });

  test.each([
    [{ ratio: 0.3 }, "Goal for ours: at most × 0.3: not met"],
    [{ value: 5 }, "Goal for ours: at most 5 µs: met"],
    [{ value: 1 }, "Goal for ours: at most 1 µs: not met"],
  ])("holds ours to the goal %j", (goal, line) => {
    const text = toMarkdown(
      [result("bare", 1, 3), result("ours", 0.4, 2)],
      { work: { ...work, goal } },
      where,
    );
    expect(text).toContain(`${line}\n`);
  });

  test("claims nothing of a goal when ours was not measured", () => {
    const text = toMarkdown([result("bare", 1, 3)], { work }, where);
    expect(text).toContain("Goal for ours: at most × 0.5\n");
  });
});
