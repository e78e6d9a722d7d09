import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import type { Options } from "../../src/options/table.ts";
import { writePythonProject } from "../support/python.ts";
import { python } from "../support/python-environment.ts";

/** What a test of Python projects needs. */
export interface PythonProject {
  /** A generated project. */
  folder: string;
  /** Its Python. */
  python: string;
}

/** Milliseconds: far more than any test needs, on a busy machine too. */
const TIMEOUT = 120_000;

const missing = "no Python 3.10 or later with the packages: see scripts/ensure-python.ts";

/**
 * Tests of a generated Python project. Without Python they are reported as skipped, but for CI, where they
 * fail. The tests of one call share the project.
 */
export function describeInPython(
  name: string,
  tests: (project: PythonProject) => void,
  changes: Partial<Options> = {},
): void {
  const isSkipped = !python && !process.env.CI;
  describe.skipIf(isSkipped)(isSkipped ? `${name} (${missing})` : name, { timeout: TIMEOUT }, () => {
    const project: PythonProject = { folder: "", python: python ?? "" };
    beforeAll(async () => {
      if (!python) throw new Error(missing);
      project.folder = await mkdtemp(join(tmpdir(), "create-llmbrick-sse-test-"));
      await writePythonProject(project.folder, changes);
    }, TIMEOUT);
    afterAll(() => rm(project.folder, { recursive: true, force: true }));
    tests(project);
  });
}
