import { basename, join } from "node:path";
import { systemCode, UserError } from "../errors.ts";
import type { Io } from "../io.ts";
import { orAbsent } from "./or-absent.ts";
import { isBareLock } from "./proof.ts";
import { isOfTheDead, LOCK_NAME, makeStaging, pidOf } from "./staging.ts";
import { writeError } from "./write-error.ts";

/**
 * Holds a folder for this run alone while it does its work there.
 * @throws UserError when another run holds it
 */
export async function holding<Result>(io: Io, root: string, work: () => Promise<Result>): Promise<Result> {
  const lock = join(root, LOCK_NAME);
  await take(io, root, lock).catch((error) => {
    throw writeError(error, root);
  });
  try {
    return await work();
  } finally {
    // The work is done. What can't be removed is removed by the next run.
    await discard(io, root, lock).catch(() => undefined);
  }
}

/** Whoever finds the lock taken this often is not up against other runs, but against something that stays. */
const TURNS = 100;

async function take(io: Io, root: string, lock: string): Promise<void> {
  const { path: mine } = await makeStaging(io, root);
  try {
    await io.fs.writeFile(join(mine, basename(mine)), "");
    for (let turn = 1; ; turn++) {
      const hurdle = await move(io, mine, lock);
      if (!hurdle) return;
      io.signal.throwIfAborted();
      if (turn === TURNS) {
        if (await isBareLock(io, lock)) throw hurdle;
        // Nothing that this program has made.
        throw new UserError("WRITE_FAILED", ["inTheWay", lock], { hint: ["isFileHint"] });
      }
      // Where others are at work it may be another one by the next turn.
      if (await isBareLock(io, lock)) await removeStale(io, root, lock);
    }
  } catch (error) {
    await io.fs.rm(mine, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

/** Moves a folder, or tells by its error that the place is taken. */
async function move(io: Io, from: string, to: string): Promise<unknown> {
  try {
    await io.fs.rename(from, to);
    return undefined;
  } catch (error) {
    const code = systemCode(error) ?? "";
    if (["ENOTEMPTY", "EEXIST", "ENOTDIR"].includes(code)) return error;
    // What Windows says.
    if (code === "EPERM" && (await orAbsent(io.fs.lstat(to)))) return error;
    throw error;
  }
}

/** Removes the lock of a run that was killed, so that it can be taken. */
async function removeStale(io: Io, root: string, lock: string): Promise<void> {
  const owner = await ownerOf(io, lock);
  // Windows moves no folder to the place of an empty one. It may be gone by now, or be someone's by now.
  if (owner === undefined) return io.fs.rmdir(lock).catch(() => undefined);
  if (!isOfTheDead(owner, io)) {
    throw new UserError("TARGET_BUSY", ["busy", root, pidOf(owner)], {
      hint: ["busyHint", lock],
    });
  }
  // Of all who find it stale one alone may remove it: the others would remove that one's new lock.
  const right = `${lock}${owner}`;
  await take(io, root, right);
  try {
    if ((await ownerOf(io, lock)) === owner) await discard(io, root, lock);
  } finally {
    await discard(io, root, right);
  }
}

/** Removes a lock in one step, and then what it was. */
async function discard(io: Io, root: string, lock: string): Promise<void> {
  const { path } = await makeStaging(io, root);
  await io.fs.rename(lock, join(path, "lock"));
  await io.fs.rm(path, { recursive: true, force: true });
}

async function ownerOf(io: Io, lock: string): Promise<string | undefined> {
  const [owner] = (await orAbsent(io.fs.readdir(lock))) ?? [];
  return owner;
}
