import { dirname, join } from "node:path";
import { systemCode, UserError } from "../errors.ts";
import { loadSha256 } from "../hash.ts";
import type { Io } from "../io.ts";
import type { Options } from "../options/table.ts";
import { type FileChange, isWritten } from "../plan/changes.ts";
import { standing } from "./compare.ts";
import { type Journal, removeIfEmpty, rollBack, writeJournal } from "./journal.ts";
import { moveNew } from "./move-new.ts";
import { writeRecord } from "./proof.ts";
import { makeStaging, type Staging } from "./staging.ts";
import { writeError } from "./write-error.ts";
import { cleanUp, foldersOf, writeFiles } from "./write-files.ts";

/**
 * The target is there: each file is moved in, what it replaces is moved out, and a journal knows the way back.
 * @returns the paths of files that came into being meanwhile, and stay
 */
export async function writeInto(
  io: Io,
  root: string,
  files: readonly FileChange[],
  options: Options,
): Promise<ReadonlySet<string>> {
  const staging = await makeStaging(io, root);
  let journal: Journal | undefined;
  let kept: ReadonlySet<string>;
  try {
    await writeRecord(io, staging, { options, paths: files.map(({ path }) => path) });
    await writeFiles(io, staging.fresh, files.filter(isWritten));
    journal = await journalFor(io, root, files);
    await writeJournal(io, staging, journal);
    kept = await move(io, staging, root, journal.folders, files, options);
    // Without its journal the run is over: from here on there is no way back, and no need for one.
    await io.fs.rm(staging.journal);
  } catch (error) {
    if (journal) {
      await rollBack(io, { staging, fresh: staging.fresh, root, journal }).catch((cause) => {
        throw notRolledBack(cause, staging, root);
      });
    }
    await cleanUp(io, staging);
    throw error;
  }
  await cleanUp(io, staging);
  return kept;
}

async function journalFor(io: Io, root: string, files: readonly FileChange[]): Promise<Journal> {
  const sha256 = await loadSha256();
  const folders: string[] = [];
  // Looked at once more: a link may have taken a folder's place.
  for (const folder of foldersOf(files.filter(isWritten).map(({ path }) => path))) {
    if (!(await standing(io, root, join(root, folder), false))) folders.push(folder);
  }
  return {
    folders,
    files: files.map(({ path, content, action }) => ({
      path,
      sha256: sha256(action === "delete" ? "" : content),
      replaces: action !== "create",
    })),
  };
}

async function move(
  io: Io,
  staging: Staging,
  root: string,
  folders: readonly string[],
  files: readonly FileChange[],
  { ifExists }: Options,
): Promise<ReadonlySet<string>> {
  const kept = new Set<string>();
  for (const folder of folders) await makeFolder(io, root, folder);
  for (const { path, action, seen } of files) {
    io.signal.throwIfAborted();
    const place = join(root, path);
    if (action !== "create") {
      const backup = join(staging.backup, path);
      await io.fs.mkdir(dirname(backup), { recursive: true });
      await io.fs.rename(place, backup);
      const moved = await io.fs.lstat(backup);
      if (moved?.isFile() && (moved.size !== seen?.size || moved.mtimeMs !== seen.mtimeMs))
        throw changed(place);
    }
    if (action === "delete") continue;
    if (await moveNew(io, join(staging.fresh, path), place)) continue;
    if (ifExists !== "merge") throw changed(place);
    kept.add(path);
  }
  const left = foldersOf(files.filter(({ action }) => action === "delete").map(({ path }) => path));
  for (const folder of left.toReversed()) await removeIfEmpty(io, join(root, folder));
  return kept;
}

async function makeFolder(io: Io, root: string, folder: string): Promise<void> {
  try {
    await io.fs.mkdir(join(root, folder));
  } catch (error) {
    const isThere = systemCode(error) === "EEXIST" && (await standing(io, root, join(root, folder), false));
    if (!isThere) throw error;
  }
}

const changed = (place: string) =>
  new UserError("TARGET_NOT_EMPTY", ["changed", place], { hint: ["changedHint"] });

/** The error of a run that could not put back what it has moved: that stays in its staging folder. */
export function notRolledBack(cause: unknown, staging: Staging, root: string): UserError {
  const error = writeError(cause, root);
  const said = error instanceof UserError ? error.said : String(error);
  return new UserError("WRITE_FAILED", said, { hint: ["notRolledBack", staging.path], cause });
}
