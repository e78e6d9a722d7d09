import { constants, type Stats } from "node:fs";
import { join } from "node:path";
import type { Io } from "../io.ts";
import { orAbsent } from "./or-absent.ts";

/** In bytes: what people write by hand is smaller. */
export const MOST_BY_HAND = 1 << 20;

/** In bytes: a file of a project that is larger is none of ours. */
export const MOST_OF_OURS = 4 << 20;

/** Should a link or a pipe have taken the file's place by now, it is neither followed nor waited for. Windows has neither word. */
const FLAG = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Reads an ordinary file of at most `limit` bytes.
 * @returns undefined for anything else: nothing, a link, a folder, a pipe, a device, or more bytes
 */
export async function readOrdinary(io: Io, path: string, limit: number): Promise<Buffer | undefined> {
  const stats = await orAbsent(io.fs.lstat(path));
  if (!stats?.isFile() || stats.size > limit) return undefined;
  return io.fs.readFile(path, { flag: FLAG as unknown as string });
}

/** Whether no link and no file stands on the way from `root` to a path below it, as far as the way is there. */
export async function isFreeOfLinks(io: Io, root: string, path: string): Promise<boolean> {
  const folders = path.split("/").slice(0, -1);
  for (const depth of [-1, ...folders.keys()]) {
    const stats = await orAbsent(io.fs.lstat(join(root, ...folders.slice(0, depth + 1))));
    if (!stats) return true;
    if (!stats.isDirectory()) return false;
  }
  return true;
}

/** Whether two paths are the same file. */
export const isSameFile = (one: Stats | undefined, other: Stats | undefined): boolean =>
  one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev;
