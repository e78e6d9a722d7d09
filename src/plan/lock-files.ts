import type { PackageManager } from "../options/table.ts";

/** The files in which package managers note what they have installed, and whose they are, where a workspace is told by it. */
const managers: Readonly<Record<string, PackageManager | undefined>> = {
  "package-lock.json": undefined,
  "pnpm-lock.yaml": undefined,
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
  "uv.lock": undefined,
};

export const LOCK_FILES = Object.keys(managers);

/** The package manager of a workspace whose root has files of these names: npm, unless a lock file says otherwise. */
export const managerOfLocks = (names: readonly string[]): PackageManager =>
  LOCK_FILES.map((name) => (names.includes(name) ? managers[name] : undefined)).find(Boolean) ?? "npm";
