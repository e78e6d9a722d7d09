import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { pythonForUpstream } from "./python.ts";

const bench = fileURLToPath(new URL("..", import.meta.url));

/** Installs what peers need that are not there. Returns the peers that can't be had here, with the reason. */
export async function prepare(peers: string[]): Promise<Map<string, string>> {
  // npm writes this file at the end of every install, so its age is the age of the packages.
  if (modified("node_modules/.package-lock.json") < modified("package-lock.json")) {
    await execa({ cwd: bench, stdio: ["ignore", 2, 2] })`npm ci --no-audit --no-fund`;
  }
  const leftOut = new Map<string, string>();
  if (peers.includes("llmbrick")) {
    await pythonForUpstream().catch((error) =>
      leftOut.set("llmbrick", `no Python with it: ${error.message}`),
    );
  }
  return leftOut;
}

function modified(path: string): number {
  return statSync(join(bench, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
