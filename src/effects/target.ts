import { basename, dirname, join } from "node:path";
import { UserError } from "../errors.ts";
import type { Io } from "../io.ts";
import { pathOf } from "../path-of.ts";
import { orAbsent } from "./or-absent.ts";
import { isOurName } from "./staging.ts";
import { writeError } from "./write-error.ts";

/** The folder that the project is for. */
export interface Target {
  /** Absolute. */
  readonly path: string;
  readonly state: "absent" | "empty" | "full";
  /** The folder itself, or its nearest ancestor that exists. */
  readonly base: string;
  /** The segments from `base` to `path` that do not exist. */
  readonly missing: readonly string[];
}

/**
 * What tools of a project read as something else, where a system's file names may have it: `:` stands between the
 * folders of the PATH, `?`, `*`, `[` and `]` in patterns, `\\` between folders. What is in `node_modules` is left alone.
 */
const MISREAD = /[:?*[\]\\]|(?<=\/)node_modules(?=\/|$)/;

/** Looks at the target; nothing is changed. */
export async function inspectTarget(io: Io, directory: string): Promise<Target> {
  const path = pathOf(directory, io);
  if (io.platform !== "win32") refuseMisread(path, MISREAD);
  try {
    const missing: string[] = [];
    let base = path;
    while (!(await isFolder(io, base))) {
      io.signal.throwIfAborted();
      // A drive that is not there has no folder above it.
      if (base === dirname(base)) {
        throw new UserError("WRITE_FAILED", ["noRoot", base], { hint: ["noRootHint"] });
      }
      missing.unshift(basename(base));
      base = dirname(base);
    }
    if (missing.length > 0) return { path, base, missing, state: "absent" };
    const entries = await io.fs.readdir(path);
    // A repository without a file in it is a fresh start too, and what an earlier run left is our own.
    const isFull = entries.some((name) => name !== ".git" && !isOurName(name));
    return { path, base, missing, state: isFull ? "full" : "empty" };
  } catch (error) {
    throw writeError(error, path);
  }
}

/** @throws UserError for a path of which the tools of a project would read a part as something else */
export function refuseMisread(path: string, pattern: RegExp): void {
  const [part] = pattern.exec(path) ?? [];
  if (part === undefined) return;
  throw new UserError("BAD_OPTIONS", ["misread", path, part], { hint: ["misreadHint"] });
}

async function isFolder(io: Io, path: string): Promise<boolean> {
  const stats = await orAbsent(io.fs.stat(path));
  if (stats) {
    if (stats.isDirectory()) return true;
    throw new UserError("TARGET_IS_FILE", ["isFile", path], { hint: ["isFileHint"] });
  }
  // What can be listed but not opened is a link to nothing.
  if (await orAbsent(io.fs.lstat(path))) {
    throw new UserError("WRITE_FAILED", ["needsFolder", path], { hint: ["isFileHint"] });
  }
  return false;
}

/** The repository that the target is in: the folder that holds `.git`, the target itself included. */
export async function repositoryOf(io: Io, { base }: Pick<Target, "base">): Promise<string | undefined> {
  for (let folder = base; ; folder = dirname(folder)) {
    io.signal.throwIfAborted();
    if (await orAbsent(io.fs.lstat(join(folder, ".git")))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}
