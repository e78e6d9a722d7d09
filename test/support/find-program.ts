import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The first program of some names on PATH. */
export function findProgram(names: readonly string[], env = process.env): string | undefined {
  const folders = (env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** The Chromium of this machine: `CHROMIUM_PATH`, else the first of the usual names on PATH. */
export function findChromium(env = process.env): string | undefined {
  const chosen = env.CHROMIUM_PATH;
  if (chosen && isExecutable(chosen)) return chosen;
  return findProgram(["chromium", "chromium-browser", "google-chrome"], env);
}

export const findFirefox = (env = process.env) => findProgram(["firefox-esr", "firefox"], env);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
