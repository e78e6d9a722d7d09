import { join } from "node:path";
import { sha256 } from "../hash.ts";
import type { Io } from "../io.ts";
import { orAbsent } from "./or-absent.ts";
import type { Staging } from "./staging.ts";

/** What a run is about to do to a folder, written down before it begins. */
export interface Journal {
  /** Folders that it makes, the outer ones first. */
  readonly folders: readonly string[];
  readonly files: readonly JournalFile[];
}

export interface JournalFile {
  readonly path: string;
  /** Of the text that is moved in. */
  readonly sha256: string;
  /** Whether there was a file before. */
  readonly replaces: boolean;
}

/** Writes the journal in one step, so that there is a whole one or none. */
export async function writeJournal(io: Io, staging: Staging, journal: Journal): Promise<void> {
  const draft = `${staging.journal}.draft`;
  await io.fs.writeFile(draft, JSON.stringify(journal));
  await io.fs.rename(draft, staging.journal);
}

/**
 * Puts a folder back into the state before the run of this staging folder, which ended somewhere between
 * writing its journal and removing it. Without a journal there is nothing to put back.
 */
export async function rollBack(io: Io, staging: Staging, root: string): Promise<void> {
  const text = await orAbsent(io.fs.readFile(staging.journal, "utf8"));
  if (text === undefined) return;
  const { files, folders }: Journal = JSON.parse(text);
  for (const file of files.toReversed()) await putBack(io, staging, root, file);
  for (const folder of folders.toReversed()) await removeIfEmpty(io, join(root, folder));
  await io.fs.rm(staging.journal);
}

async function putBack(io: Io, staging: Staging, root: string, file: JournalFile): Promise<void> {
  const place = join(root, file.path);
  const backup = join(staging.backup, file.path);
  const present = await orAbsent(io.fs.readFile(place));
  const isOurs = present !== undefined && sha256(present) === file.sha256;
  if (!file.replaces) {
    const wasMoved = !(await orAbsent(io.fs.lstat(join(staging.fresh, file.path))));
    if (wasMoved && isOurs) await io.fs.rm(place);
    return;
  }
  if (!(await orAbsent(io.fs.lstat(backup)))) return;
  // Someone has worked on the new file since the run was killed: then both are kept.
  await io.fs.rename(backup, present === undefined || isOurs ? place : `${place}.orig`);
}

async function removeIfEmpty(io: Io, folder: string): Promise<void> {
  const entries = await orAbsent(io.fs.readdir(folder));
  if (entries?.length === 0) await io.fs.rmdir(folder);
}
