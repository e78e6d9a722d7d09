import { fileURLToPath } from "node:url";
import { execa } from "execa";
import type { PythonProject } from "./describe.ts";

/** Runs a script of the folder `inside` within a project, and reads what it prints last. */
export async function runInside({ folder, python }: PythonProject, name: string): Promise<unknown> {
  const script = fileURLToPath(new URL(`inside/${name}.py`, import.meta.url));
  const { stdout } = await execa(python, [script], { cwd: folder });
  return JSON.parse(stdout.slice(stdout.lastIndexOf("\n") + 1));
}
