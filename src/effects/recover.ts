import { join } from "node:path";
import type { Io } from "../io.ts";
import { isOurs, type Journal, LeadsAway, readJournal, rollBack } from "./journal.ts";
import { orAbsent } from "./or-absent.ts";
import { isFreeOfLinks } from "./ordinary.ts";
import { isBare, prove, type Replan } from "./proof.ts";
import { isOurName, type Staging, staleStagings } from "./staging.ts";
import type { Target } from "./target.ts";
import { writeError } from "./write-error.ts";
import { notRolledBack } from "./write-into.ts";

/** What came of the staging folders of runs that were killed. */
export interface Recovered {
  /** They are gone, and all is as it was before those runs. */
  readonly removed: readonly string[];
  /** It can't be proven that they are this program's, or a link leads out of them: they are as they were. */
  readonly left: readonly string[];
}

/**
 * Cleans up after runs that were killed while they wrote into a target, or were to make one in this folder. Touches
 * only what is proven to be such a run's.
 * @param isTarget whether the folder is this run's target, which it holds. In any other nothing is put back.
 */
export async function recover(io: Io, root: string, isTarget: boolean, replan: Replan): Promise<Recovered> {
  const removed: string[] = [];
  const left: string[] = [];
  try {
    for (const staging of await staleStagings(io, root)) {
      io.signal.throwIfAborted();
      if (!isTarget && (await orAbsent(io.fs.lstat(staging.journal)))) continue;
      const isDone = await recoverFrom(io, staging, root, replan);
      (isDone ? removed : left).push(staging.path);
    }
  } catch (error) {
    throw writeError(error, root);
  }
  return { removed, left };
}

async function recoverFrom(io: Io, staging: Staging, root: string, replan: Replan): Promise<boolean> {
  const proven = await prove(io, staging, replan);
  if (!proven) return (await isBare(io, staging)) && remove(io, staging.path, () => true);
  const journal = await readJournal(io, staging, proven);
  if (journal === "foreign") return false;
  if (journal !== "none") {
    try {
      const move = { staging, fresh: proven.project, root, journal };
      await rollBack(io, move, (folder, path) => isFreeOfLinks(io, folder, path));
    } catch (cause) {
      if (cause instanceof LeadsAway) return false;
      throw notRolledBack(cause, staging, root);
    }
  }
  const ours = new Set([
    staging.mark,
    staging.record,
    staging.journal,
    `${staging.journal}.draft`,
    ...[...proven.plan.files.keys(), ...proven.paths].flatMap((path) => [
      join(proven.project, path),
      join(staging.backup, path),
    ]),
  ]);
  return remove(io, staging.path, (path) => ours.has(path));
}

/** Deeper than any project's folders, and less deep than what would exhaust the stack. */
const MAX_DEPTH = 200;

/**
 * Removes the files of a folder that are ours, and each folder that is empty then. Follows no link.
 * @returns whether the folder is gone
 */
async function remove(
  io: Io,
  folder: string,
  isOurFile: (path: string) => boolean,
  depth = 0,
): Promise<boolean> {
  if (depth > MAX_DEPTH) return false;
  let isEmpty = true;
  // Another run may do the same at the same time.
  const entries = (await orAbsent(io.fs.readdir(folder, { withFileTypes: true }))) ?? [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) isEmpty = (await remove(io, path, isOurFile, depth + 1)) && isEmpty;
    else if (entry.isFile() && isOurFile(path)) await io.fs.rm(path, { force: true });
    else isEmpty = false;
  }
  if (isEmpty) await orAbsent(io.fs.rmdir(folder));
  return isEmpty;
}

/**
 * What killed runs have left in a target. It counts as empty when all that it holds is proven to be theirs, so that
 * it will be empty once they are cleaned up.
 */
export async function leftovers(
  io: Io,
  target: Target,
  replan: Replan,
): Promise<{ isAll: boolean; any: boolean }> {
  const journals: Journal[] = [];
  for (const staging of await staleStagings(io, target.path)) {
    const proven = await prove(io, staging, replan);
    const journal = proven && (await readJournal(io, staging, proven));
    if (typeof journal === "object") journals.push(journal);
  }
  const moved = journals.flatMap((journal) => journal.files);
  const isFree = journals.length > 0 && moved.every(({ replaces }) => !replaces);
  const files = new Map(moved.map((file) => [file.path, file]));
  const folders = new Set(journals.flatMap((journal) => journal.folders));
  const isTheirs = async (path: string): Promise<boolean> => {
    for (const entry of await io.fs.readdir(join(target.path, path), { withFileTypes: true })) {
      const inner = path === "" ? entry.name : `${path}/${entry.name}`;
      if (path === "" && (entry.name === ".git" || isOurName(entry.name))) continue;
      const file = files.get(inner);
      const isKnown = entry.isDirectory()
        ? folders.has(inner) && (await isTheirs(inner))
        : file !== undefined && (await isOurs(io, join(target.path, inner), file));
      if (!isKnown) return false;
    }
    return true;
  };
  return { any: journals.length > 0, isAll: isFree && (await isTheirs("")) };
}
