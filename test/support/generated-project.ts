import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll } from "vitest";

/** The program as it is published. */
export const program = fileURLToPath(new URL("../../dist/bin.cjs", import.meta.url));

/**
 * A folder outside the repository, so that nothing of the repository is found from it. It is gone after the
 * tests of the file, or of the `describe`, that asks for it; a hook or a test would ask too late for that.
 */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "create-llmbrick-sse-test-"));
  afterAll(() => rm(folder, { recursive: true }));
  return folder;
}

/** Generates a project with the defaults, in English, but for the flags. */
export async function generate(project: string, ...flags: string[]): Promise<void> {
  await execa(process.execPath, [program, project, "--yes", "--no-git", "--lang", "en", ...flags]);
}
