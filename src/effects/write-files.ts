import { sep } from "node:path";
import type { Io } from "../io.ts";
import type { FileChange } from "../plan/changes.ts";
import type { Staging } from "./staging.ts";

/** Writes files into a folder, with the folders that they need. */
export async function writeFiles(io: Io, folder: string, files: readonly FileChange[]): Promise<void> {
  await io.fs.mkdir(folder, { recursive: true });
  for (const path of foldersOf(files.map(({ path }) => path))) await io.fs.mkdir(placeIn(folder, path));
  for (const { path, content, seen, mode = seen?.mode } of files) {
    io.signal.throwIfAborted();
    const place = placeIn(folder, path);
    if (!mode) await io.fs.writeFile(place, content);
    else {
      // What was nobody else's to read is so from the first byte on. Of the rest, the user's mask would take some away.
      await io.fs.writeFile(place, content, { mode });
      await io.fs.chmod(place, mode);
    }
  }
  io.signal.throwIfAborted();
}

/** The folders that files are in, each once, the outer ones first: `a/b/c.ts` → `a`, `a/b`. */
export function foldersOf(paths: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) {
      folders.add(path.slice(0, end));
    }
  }
  return [...folders];
}

/** Where a project's path is. `join` looks at each character, which takes as long as to write the file. */
const placeIn = (folder: string, path: string) => `${folder}${sep}${path.replaceAll("/", sep)}`;

/** The run has succeeded or failed without this: what stays here is removed by the next run. */
export async function cleanUp(io: Io, staging: Staging): Promise<void> {
  await io.fs.rm(staging.path, { recursive: true, force: true }).catch(() => undefined);
}
