import { fileURLToPath } from "node:url";
import { emptyDir, remove } from "fs-extra/esm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isOfRoutes } from "../../conformance/clause.ts";
import { clauses } from "../../conformance/clauses/index.ts";
import { expectOutcome } from "../../conformance/differences.ts";
import { checkAll, type Results } from "../../conformance/run.ts";
import { projects } from "../../scripts/conformance-projects.ts";

const promised = clauses.filter(isOfRoutes);

describe.each(projects.filter(({ isMounted }) => isMounted))("$name", ({ name, differences, make }) => {
  // Inside the repository, whose packages it finds.
  const folder = fileURLToPath(new URL(`../../.cache/mounted/${name}`, import.meta.url));
  let results: Results;

  beforeAll(async () => {
    await emptyDir(folder);
    const launcher = await make(folder);
    try {
      results = await checkAll(launcher.start, promised, []);
    } finally {
      await launcher.stopAll();
    }
  }, 200_000);
  afterAll(() => remove(folder));

  test.each(promised)("§$section $promise", (clause) => {
    expect(results.has(clause)).toBe(true);
    expectOutcome(results.get(clause), differences[clause.promise]);
  });
});
