// Keeps what a run of the tests writes out of the home and the temporary folder of whoever runs it.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const cache = fileURLToPath(new URL("../.cache/home/", import.meta.url));

/** The variables by which package managers, Python's tools and browsers are told where to keep what lasts. */
const places = {
  XDG_CACHE_HOME: "cache",
  XDG_DATA_HOME: "data",
  XDG_STATE_HOME: "state",
  PIP_CACHE_DIR: "cache/pip",
  UV_CACHE_DIR: "cache/uv",
  YARN_GLOBAL_FOLDER: "yarn",
  BUN_INSTALL_CACHE_DIR: "bun",
};

/**
 * From here on, this process and those that it starts keep their caches in the repository, and have a temporary folder
 * of their own, which goes when this process ends. npm's cache is in .npmrc.
 */
export function leaveNoTraces() {
  // A part of a run, which has all of this already.
  if (process.env.XDG_CACHE_HOME === join(cache, places.XDG_CACHE_HOME)) return;
  for (const [name, place] of Object.entries(places)) process.env[name] = join(cache, place);
  // A short name: the path of a socket, such as a browser has there, may have about a hundred bytes.
  const folder = mkdtempSync(join(tmpdir(), "t-"));
  // Some tests run programs as another user, who writes there too.
  chmodSync(folder, 0o1777);
  for (const name of ["TMPDIR", "TEMP", "TMP"]) process.env[name] = folder;
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
}
