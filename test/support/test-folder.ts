import { mkdtempSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";

/** A folder outside the repository for one test, gone after it. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "create-llmbrick-sse-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * A folder outside the repository, so that nothing of the repository is found from it. It is gone after the
 * tests of the file, or of the `describe`, that asks for it; a hook or a test would ask too late for that.
 */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "create-llmbrick-sse-test-"));
  afterAll(() => rm(folder, { recursive: true }));
  return folder;
}
