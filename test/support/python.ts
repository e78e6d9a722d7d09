import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { collectLayers } from "../../scripts/layers.ts";
import type { Options } from "../../src/options/table.ts";
import { plan } from "../../src/plan/plan.ts";
import { options } from "./options.ts";

/** A virtual environment with what a Python project installs, made once and kept. */
export const environment = fileURLToPath(new URL("../../.cache/python", import.meta.url));

/** The project from which it is installed. A copy of its pyproject.toml in the environment says what is there. */
export const pyproject = join(environment, "project", "pyproject.toml");
export const installed = join(environment, "installed.toml");

const binaries = join(environment, process.platform === "win32" ? "Scripts" : "bin");

/** The environment's Python, where the environment is whole. */
export const environmentPython = join(binaries, "python");
export const python = existsSync(installed) ? environmentPython : undefined;

/** The first Python of this machine that is new enough. */
export function findPython(): string | undefined {
  return ["python3", "python", "python3.13", "python3.12", "python3.11", "python3.10"].find(isNewEnough);
}

function isNewEnough(name: string): boolean {
  try {
    execFileSync(name, ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export const isUpToDate = (wanted: string): boolean =>
  existsSync(installed) && readFileSync(installed, "utf8") === wanted;

const layers = await collectLayers();

/** The files of a Python project. */
export function pythonFiles(changes: Partial<Options> = {}): ReadonlyMap<string, string> {
  return plan(options({ framework: "llmbrick", ...changes }), layers).files;
}

/** Writes a Python project into a folder, which then runs with the environment's packages. */
export async function writePythonProject(folder: string, changes: Partial<Options> = {}): Promise<void> {
  for (const [path, text] of pythonFiles(changes)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
