import { describe, expect, test } from "vitest";
import { toMarkdown } from "../../bench/report.ts";
import type { Result, Verdict } from "../../bench/results.ts";
import type { Work } from "../../bench/work.ts";

const where = {
  command: "npm run bench --",
  date: "2026-01-01T00:00:00.000Z",
  node: "v20.0.0",
  cpu: "A processor",
  cores: 2,
  pinned: true,
  leftOut: { llmbrick: "no Python" },
};
const work: Work = {
  title: "A work",
  unit: "µs",
  goals: [],
  peers: ["bare", "ours"],
  remark: "What one must know.",
  measure: async () => ({}),
};
const even = (median: number) => ({ median, min: median, max: median });
const result = (peer: string, ratio: number, value: number): Result => ({
  work: "work",
  figure: "1 connection",
  peer,
  rounds: 5,
  ratio: even(ratio),
  value: even(value),
});
const verdict = (goal: Pick<Verdict, "most" | "base" | "isMet">): Verdict => ({
  ...goal,
  work: "work",
  figure: "1 connection",
  peer: "ours",
  spread: even(0.4),
});

describe("the report", () => {
  test("has a table for a figure, its peers in the work's order, and says what was left out", () => {
    const verdicts = [verdict({ most: 0.5, base: "bare", isMet: true }), verdict({ most: 7, isMet: false })];
    const results = [result("ours", 0.4, 1234.5), result("bare", 1, 3)];
    const text = toMarkdown(results, verdicts, { work }, where);
    expect(text).toContain("What one must know.");
    expect(text).toContain("Left out: llmbrick, no Python");
    expect(text).toContain(`### A work: 1 connection

- Goal for ours: at most 0.5 × bare. Met: 0.40
- Goal for ours: at most 7 µs. Not met: 0.40

| 5 rounds | × | least–most | µs | least–most |
|-|-|-|-|-|
| bare | 1.00 | 1.00–1.00 | 3.00 | 3.00–3.00 |
| ours | 0.40 | 0.40–0.40 | 1,235 | 1,235–1,235 |`);
  });

  test("claims nothing of a goal when its peer was not measured", () => {
    const text = toMarkdown([result("bare", 1, 3)], [], { work }, where);
    expect(text).toContain("| bare |");
    expect(text).not.toContain("Goal");
  });
});
