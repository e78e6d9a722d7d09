import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder outside the repository for one test, gone after it. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "create-llmbrick-sse-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
