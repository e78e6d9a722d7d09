import { dirname, join } from "node:path";
import { systemCode, UserError } from "../errors.ts";
import { sha256 } from "../hash.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import type { FileChange } from "./compare.ts";
import { type Journal, rollBack, writeJournal } from "./journal.ts";
import { orAbsent } from "./or-absent.ts";
import { makeStaging, type Staging } from "./staging.ts";
import type { Target } from "./target.ts";
import { writeError } from "./write-error.ts";

/** Writes the project: all of it, or, when an error or a signal comes in between, nothing. */
export async function writeProject(
  io: Io,
  target: Target,
  changes: readonly FileChange[],
  t: Messages,
): Promise<void> {
  const files = changes.filter(({ action }) => action === "create" || action === "overwrite");
  try {
    if (target.state === "absent") await writeWhole(io, target, files, t);
    else if (files.length > 0) await writeInto(io, target.path, files, t);
  } catch (error) {
    throw writeError(error, target.path, t);
  }
}

/** The target is absent: the staging folder becomes it, by one rename. */
async function writeWhole(io: Io, target: Target, files: readonly FileChange[], t: Messages): Promise<void> {
  const [first = "", ...rest] = target.missing;
  const staging = await makeStaging(io, target.base);
  const place = join(target.base, first);
  try {
    await writeFiles(io, join(staging.path, ...rest), files);
    await io.fs.rename(staging.path, place);
  } catch (error) {
    await cleanUp(io, staging);
    const code = systemCode(error) ?? "";
    if (["ENOTEMPTY", "EEXIST", "ENOTDIR"].includes(code)) {
      throw new UserError("TARGET_NOT_EMPTY", t.errors.taken(place), { hint: t.errors.notEmptyHint });
    }
    throw error;
  }
}

/** The target is there: each file is moved in, what it replaces is moved out, and a journal knows the way back. */
async function writeInto(io: Io, root: string, files: readonly FileChange[], t: Messages): Promise<void> {
  const staging = await makeStaging(io, root);
  try {
    await writeFiles(io, staging.fresh, files);
    const journal = await journalFor(io, root, files);
    await writeJournal(io, staging, journal);
    await move(io, staging, root, journal);
    // Without its journal the run is over: from here on there is no way back, and no need for one.
    await io.fs.rm(staging.journal);
  } catch (error) {
    await undo(io, staging, root, t);
    throw error;
  }
  await cleanUp(io, staging);
}

async function writeFiles(io: Io, folder: string, files: readonly FileChange[]): Promise<void> {
  await io.fs.mkdir(folder, { recursive: true });
  for (const { path, text } of files) {
    io.signal.throwIfAborted();
    const place = join(folder, path);
    await io.fs.mkdir(dirname(place), { recursive: true });
    await io.fs.writeFile(place, text);
  }
  io.signal.throwIfAborted();
}

async function journalFor(io: Io, root: string, files: readonly FileChange[]): Promise<Journal> {
  const folders: string[] = [];
  for (const folder of new Set(files.flatMap(({ path }) => foldersOf(path)))) {
    if (!(await orAbsent(io.fs.stat(join(root, folder))))) folders.push(folder);
  }
  return {
    folders,
    files: files.map(({ path, text, action }) => ({
      path,
      sha256: sha256(text),
      replaces: action === "overwrite",
    })),
  };
}

/** `a/b/c.ts` → `a`, `a/b` */
function foldersOf(path: string): string[] {
  const segments = path.split("/").slice(0, -1);
  return segments.map((_, depth) => segments.slice(0, depth + 1).join("/"));
}

async function move(io: Io, staging: Staging, root: string, { folders, files }: Journal): Promise<void> {
  for (const folder of folders) await io.fs.mkdir(join(root, folder));
  for (const { path, replaces } of files) {
    io.signal.throwIfAborted();
    if (replaces) {
      await io.fs.mkdir(dirname(join(staging.backup, path)), { recursive: true });
      await io.fs.rename(join(root, path), join(staging.backup, path));
    }
    await io.fs.rename(join(staging.fresh, path), join(root, path));
  }
}

/** Rolls back what the journal tells, then removes the staging folder; what can't be put back stays in it. */
export async function undo(io: Io, staging: Staging, root: string, t: Messages): Promise<void> {
  try {
    await rollBack(io, staging, root);
  } catch (cause) {
    const { message } = writeError(cause, root, t) as Error;
    throw new UserError("WRITE_FAILED", message, { hint: t.errors.notRolledBack(staging.path), cause });
  }
  await cleanUp(io, staging);
}

/** The run has succeeded or failed without this: what stays here is removed by the next run. */
async function cleanUp(io: Io, staging: Staging): Promise<void> {
  await io.fs.rm(staging.path, { recursive: true, force: true }).catch(() => undefined);
}
