import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { judge } from "./judge.ts";
import { type Ending, play, type Scene } from "./scene.ts";
import { runsOr, seedOfRun } from "./seed.ts";

const RUNS = 500;
const LIMIT = 600_000;
const LIMIT_OF_ONE = 60_000;
const SHOWN = 5000;

/**
 * A test that checks that many random cases, the same in each run unless others are asked for. Its name shows the seed; a failure shows it too, with the smallest
 * case that fails.
 * @param reached the exit codes that some of the cases must have had: else they are not random enough
 */
export function fuzz<Case>(
  title: string,
  cases: fc.Arbitrary<Case>,
  check: (one: Case) => Promise<number>,
  { reached, runs = runsOr(RUNS) }: { reached: readonly number[]; runs?: number },
): void {
  const seed = seedOfRun();
  const name = `${runs} ${title}, FUZZ_SEED=${seed}`;
  test(name, { timeout: LIMIT }, async () => {
    const watchdog = new Worker(new URL("./watchdog.mjs", import.meta.url), {
      workerData: { title: name, limit: LIMIT_OF_ONE },
    });
    onTestFinished(() => void watchdog.terminate());
    const counts = new Map<number, number>();
    const property = fc.asyncProperty(cases, async (one) => {
      watchdog.postMessage(fc.stringify(one).slice(0, SHOWN));
      const code = await check(one);
      counts.set(code, (counts.get(code) ?? 0) + 1);
    });
    await fc.assert(property, { numRuns: runs, seed });
    expect([...counts.keys()]).toEqual(expect.arrayContaining([...reached]));
  });
}

/** Plays the scene and judges its ending. Gives its exit code. */
export async function playAndJudge(scene: Scene): Promise<number> {
  const ending: Ending = await play(scene);
  await judge(scene, ending);
  return ending.exitCode;
}
