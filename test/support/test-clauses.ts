import { beforeAll, expect, test } from "vitest";
import { type Differences, expectOutcome } from "../../conformance/differences.ts";
import type { Launcher } from "../../conformance/process.ts";
import type { Results } from "../../conformance/run.ts";

/** Milliseconds for all clauses. They take some 20 s, on a busy machine several times as long. */
const TIMEOUT = 400_000;

/** A test for each clause, and one for the table of the differences that are allowed. */
export function testClauses(
  all: readonly { section: string; promise: string }[],
  differences: Differences,
  prepare: () => Promise<[Launcher, check: () => Promise<Results>]>,
): void {
  let results: ReadonlyMap<unknown, unknown>;

  beforeAll(async () => {
    const [launcher, check] = await prepare();
    try {
      results = await check();
    } finally {
      await launcher.stopAll();
    }
  }, TIMEOUT);

  for (const clause of all) {
    const { section, promise } = clause;
    const difference = differences[promise];
    test(`§${section} ${promise}${difference ? `: differs, since ${difference.reason}` : ""}`, () => {
      expect(results.has(clause)).toBe(true);
      expectOutcome(results.get(clause), difference);
    });
  }

  test("each difference is one of a clause", () => {
    expect(all.map(({ promise }) => promise)).toEqual(expect.arrayContaining(Object.keys(differences)));
  });
}
