import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A virtual environment with what a Python project installs, made once and kept. */
export const environment = fileURLToPath(new URL("../../.cache/python", import.meta.url));

/** The project from which it is installed. A copy of its pyproject.toml in the environment says what is there. */
export const pyproject = join(environment, "project", "pyproject.toml");
export const installed = join(environment, "installed.toml");

const binaries = join(environment, process.platform === "win32" ? "Scripts" : "bin");

/** The environment's Python, where the environment is whole. */
export const environmentPython = join(binaries, "python");
export const python = existsSync(installed) ? environmentPython : undefined;

/** The first Python of this machine that is new enough, and can make virtual environments. */
export function findPython(): string | undefined {
  return ["python3", "python", "python3.13", "python3.12", "python3.11", "python3.10"].find(isFit);
}

function isFit(name: string): boolean {
  try {
    execFileSync(name, ["-c", "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))"], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}

export const isUpToDate = (wanted: string): boolean =>
  existsSync(installed) && readFileSync(installed, "utf8") === wanted;
