import { execa } from "execa";
import { inject } from "vitest";

/** The program as it is published. Tests that run before it is built have none. */
export const program = inject("program");

/** Generates a project with the defaults, in English, but for the flags. */
export async function generate(project: string, ...flags: string[]): Promise<void> {
  await execa(process.execPath, [program, project, "--yes", "--no-git", "--lang", "en", ...flags]);
}
