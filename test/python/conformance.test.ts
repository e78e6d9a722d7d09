import { beforeAll, expect, test } from "vitest";
import { clauses, startClauses } from "../../conformance/clauses/index.ts";
import { type Differences, expectOutcome } from "../../conformance/differences.ts";
import { Launcher } from "../../conformance/process.ts";
import { checkAll, checkServer, type Results } from "../../conformance/run.ts";
import { ofPython, ofUpstream, visibleInUpstream } from "./allowed.ts";
import { describeInPython } from "./describe.ts";
import { upstreamCommand } from "./handlers.ts";
import { scriptedLauncher } from "./scripted-project.ts";
import { Upstream } from "./upstream-server.ts";

/** Milliseconds for all clauses. They take some 20 s, on a busy machine several times as long. */
const TIMEOUT = 400_000;

describeInPython("a generated Python project, held to the protocol:", (project) => {
  testClauses([...clauses, ...startClauses], ofPython, async () => {
    const launcher = await scriptedLauncher(project);
    return [launcher, () => checkAll(launcher.start, clauses, startClauses)];
  });
});

describeInPython("the package llmbrick as it is, held to our reading of its protocol:", (project) => {
  const visible = clauses.filter(visibleInUpstream);
  testClauses(visible, ofUpstream, async () => {
    const launcher = new Launcher(project.folder, project.python, ...upstreamCommand("scripted"));
    return [launcher, async () => checkServer(new Upstream((await launcher.run()).url), visible)];
  });
});

/** A test for each clause, and one for the table of the differences that are allowed. */
function testClauses(
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
