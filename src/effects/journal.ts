import { dirname, join } from "node:path";
import { loadSha256 } from "../hash.ts";
import type { Io } from "../io.ts";
import { moveNew } from "./move-new.ts";
import { orAbsent } from "./or-absent.ts";
import { isSameFile, MOST_OF_OURS, readOrdinary } from "./ordinary.ts";
import type { Proven } from "./proof.ts";
import type { Staging } from "./staging.ts";
import { foldersOf } from "./write-files.ts";

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
  /** Whether there was a file before. It may have been taken away. */
  readonly replaces: boolean;
}

/** In bytes. A project has some sixty files. */
const MAX_JOURNAL = 1 << 20;

/** Writes the journal in one step, so that there is a whole one or none. */
export async function writeJournal(io: Io, staging: Staging, journal: Journal): Promise<void> {
  const draft = `${staging.journal}.draft`;
  await io.fs.writeFile(draft, JSON.stringify(journal));
  await io.fs.rename(draft, staging.journal);
}

/**
 * Reads the journal of a run that was killed, and holds it to the plan of that run.
 * @returns "none" where nothing was being moved, "foreign" where a journal is none that the run can have written
 */
export async function readJournal(
  io: Io,
  { journal }: Staging,
  { plan, paths }: Proven,
): Promise<Journal | "none" | "foreign"> {
  if (!(await orAbsent(io.fs.lstat(journal)))) return "none";
  const text = await readOrdinary(io, journal, MAX_JOURNAL);
  const sha256 = await loadSha256();
  try {
    const { files, folders } = JSON.parse(text?.toString() ?? "") as Journal;
    const planned = foldersOf([...plan.files.keys(), ...paths]);
    const isPlanned = (file: JournalFile) => {
      const content = plan.files.get(file.path);
      // What was joined with a file that was there is not as planned.
      if (content === undefined) return paths.includes(file.path);
      return file.replaces || file.sha256 === sha256(content);
    };
    const fits = files.every(isPlanned) && folders.every((folder) => planned.includes(folder));
    return fits ? { files, folders } : "foreign";
  } catch {
    return "foreign";
  }
}

/** What a run has moved, and the way back. */
export interface Move {
  readonly staging: Staging;
  /** The folder of the files that were to be moved in. */
  readonly fresh: string;
  readonly root: string;
  readonly journal: Journal;
}

/**
 * Puts a folder back into the state before a run, which ended somewhere between writing its journal and removing it.
 * @param mayReach tells whether a path may be touched; the run itself may go where it went
 */
export async function rollBack(
  io: Io,
  move: Move,
  mayReach: (root: string, path: string) => Promise<boolean> = async () => true,
): Promise<void> {
  const { staging, root, journal } = move;
  for (const file of journal.files.toReversed()) {
    for (const folder of [root, move.fresh, staging.backup]) {
      if (!(await mayReach(folder, file.path))) throw new LeadsAway(join(folder, file.path));
    }
    await putBack(io, move, file);
  }
  for (const folder of journal.folders.toReversed()) {
    if (await mayReach(root, `${folder}/`)) await removeIfEmpty(io, join(root, folder));
  }
  await io.fs.rm(staging.journal, { force: true });
}

/** A link stands where there was a folder. */
export class LeadsAway extends Error {}

async function putBack(io: Io, { staging, fresh, root }: Move, file: JournalFile): Promise<void> {
  const place = join(root, file.path);
  const backup = join(staging.backup, file.path);
  if (!file.replaces) {
    const wasMoved = await isMoved(io, join(fresh, file.path), place);
    if (wasMoved && (await isOurs(io, place, file))) await io.fs.rm(place);
    return;
  }
  if (!(await orAbsent(io.fs.lstat(backup)))) return;
  // It may have been the last one in its folder.
  await io.fs.mkdir(dirname(place), { recursive: true });
  if (await isOurs(io, place, file)) return io.fs.rename(backup, place);
  // Someone has worked on the new file since the run was killed: then both are kept.
  const names = [
    place,
    `${place}.orig`,
    ...Array.from({ length: 100 }, (_, index) => `${place}.orig.${index + 1}`),
  ];
  for (const name of names) if (await moveNew(io, backup, name)) return;
}

/** Moving is to link at the new place, and then to remove at the old one. */
async function isMoved(io: Io, from: string, to: string): Promise<boolean> {
  const left = await orAbsent(io.fs.lstat(from));
  return left === undefined || isSameFile(left, await orAbsent(io.fs.lstat(to)));
}

/** Whether a file is as the run has made it. */
export async function isOurs(io: Io, place: string, file: Pick<JournalFile, "sha256">): Promise<boolean> {
  const present = await readOrdinary(io, place, MOST_OF_OURS);
  return present !== undefined && (await loadSha256())(present) === file.sha256;
}

/** Removes a folder that is there and holds nothing. */
export async function removeIfEmpty(io: Io, folder: string): Promise<void> {
  const entries = await orAbsent(io.fs.readdir(folder));
  if (entries?.length === 0) await io.fs.rmdir(folder);
}
