import { dirname, join } from "node:path";
import { UserError } from "../errors.ts";
import { sha256 } from "../hash.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import type { FileChange } from "./compare.ts";
import { type Journal, rollBack, writeJournal } from "./journal.ts";
import { orAbsent } from "./or-absent.ts";
import { makeStaging, type Staging } from "./staging.ts";
import { writeError } from "./write-error.ts";
import { cleanUp, foldersOf, writeFiles } from "./write-files.ts";

/** The target is there: each file is moved in, what it replaces is moved out, and a journal knows the way back. */
export async function writeInto(
  io: Io,
  root: string,
  files: readonly FileChange[],
  t: Messages,
): Promise<void> {
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

async function journalFor(io: Io, root: string, files: readonly FileChange[]): Promise<Journal> {
  const folders: string[] = [];
  for (const folder of foldersOf(files)) {
    if (!(await orAbsent(io.fs.stat(join(root, folder))))) folders.push(folder);
  }
  return {
    folders,
    files: files.map(({ path, content, action }) => ({
      path,
      sha256: sha256(content),
      replaces: action === "overwrite",
    })),
  };
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
