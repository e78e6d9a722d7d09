import { dirname, join, relative } from "node:path";
import type { Io } from "../io.ts";
import { optionTable, type PackageManager } from "../options/table.ts";
import { parsed } from "../parsed.ts";
import { managerOfLocks } from "../plan/lock-files.ts";
import { manifestOf, textOf } from "./manifest.ts";

/** A workspace that a folder is a member of: its packages and its lock file are those of the root. */
export interface Workspace {
  /** Absolute. */
  readonly root: string;
  readonly manager: PackageManager;
}

/** What package managers read at the root alone, or what makes a root of the folder where it lies. */
const OF_THE_ROOT = ["pnpm-workspace.yaml", "yarn.lock", ".yarnrc", ".yarnrc.yml"];

/** The nearest workspace above a folder whose patterns name it. */
export async function workspaceOf(io: Io, folder: string): Promise<Workspace | undefined> {
  for (const root of above(folder)) {
    io.signal.throwIfAborted();
    const path = relative(root, folder).replaceAll("\\", "/");
    const pnpm = membersOf(await yamlOf(io, join(root, "pnpm-workspace.yaml")), "packages");
    if (await names(pnpm, path)) return { root, manager: "pnpm" };
    const manifest = await manifestOf(io, root);
    if (await names(membersOf(manifest, "workspaces"), path)) {
      return { root, manager: managerIn(manifest)?.manager ?? (await managerOfLock(io, root)) };
    }
  }
  return undefined;
}

/** What the nearest package.json above a folder that has the member `packageManager` says: corepack insists on it. */
export async function managerAbove(io: Io, folder: string) {
  for (const root of above(folder)) {
    io.signal.throwIfAborted();
    const found = managerIn(await manifestOf(io, root));
    if (found) return { ...found, place: join(root, "package.json") };
  }
  return undefined;
}

/** Whether a file of a project is the root's where the project is a member of a workspace. */
export const isOfTheRoot = (path: string): boolean => OF_THE_ROOT.includes(path);

function above(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [] : [parent, ...above(parent)];
}

/** Few runs have any use for what reads it. */
async function yamlOf(io: Io, path: string): Promise<unknown> {
  const text = await textOf(io, path);
  return text === "" ? undefined : parsed((await import("js-yaml")).load, text);
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** The patterns of a workspace: a list, or in an old form of Yarn a list within `packages`. */
function membersOf(manifest: unknown, name: string): string[] {
  const value = memberOf(manifest, name);
  const list = Array.isArray(value) ? value : memberOf(value, "packages");
  return Array.isArray(list) ? list.filter((pattern) => typeof pattern === "string") : [];
}

/** Whether a pattern names the path, and none with `!` before it takes it out again. */
async function names(patterns: readonly string[], path: string): Promise<boolean> {
  if (patterns.length === 0) return false;
  const { default: picomatch } = await import("picomatch");
  const bare = patterns.map((pattern) => pattern.replace(/^(!?)\.\//, "$1").replace(/\/$/, ""));
  const matches = (pattern: string) => picomatch.isMatch(path, pattern);
  const [excluding, including] = [true, false].map((isNot) =>
    bare.filter((pattern) => pattern.startsWith("!") === isNot),
  ) as [string[], string[]];
  return including.some(matches) && !excluding.some((pattern) => matches(pattern.slice(1)));
}

/** The value of `packageManager`, such as `pnpm@10.1.0`, and whose it is. */
function managerIn(manifest: unknown): { manager: PackageManager; value: string } | undefined {
  const value = memberOf(manifest, "packageManager");
  if (typeof value !== "string") return undefined;
  const manager = optionTable.packageManager.choices.find((name) => value.startsWith(`${name}@`));
  return manager && { manager, value };
}

async function managerOfLock(io: Io, root: string): Promise<PackageManager> {
  return managerOfLocks(await io.fs.readdir(root).catch(() => []));
}
