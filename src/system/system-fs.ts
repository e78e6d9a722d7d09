import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import type { FileSystem } from "../io.ts";

/** Milliseconds after which the event loop gets a turn, so that a signal is seen while files are written. */
const LONGEST_STRETCH = 10;

/** To make an error takes ten times as long as to find that there is nothing. */
const QUIETLY = { throwIfNoEntry: false } as const;

let turn = Date.now();

/**
 * The disk. Each operation blocks: for the many small files of a project that takes a quarter of the time that
 * Node's thread pool takes.
 */
export const systemFs = {
  chmod: blocking(chmodSync),
  link: blocking(linkSync),
  lstat: blocking((path: string) => lstatSync(path, QUIETLY)),
  mkdir: blocking(mkdirSync),
  readdir: blocking(readdirSync),
  readFile: blocking(readFileSync),
  readlink: blocking(readlinkSync),
  realpath: blocking(realpathSync.native),
  rename: blocking(renameSync),
  rm: blocking(rmSync),
  rmdir: blocking(rmdirSync),
  stat: blocking((path: string) => statSync(path, QUIETLY)),
  statfs: blocking(statfsSync),
  writeFile: blocking(writeFileSync),
} satisfies Record<keyof FileSystem, unknown> as unknown as FileSystem;

function blocking<Args extends unknown[], Result>(operation: (...args: Args) => Result) {
  return async (...args: Args): Promise<Result> => {
    if (Date.now() - turn > LONGEST_STRETCH) {
      await new Promise(setImmediate);
      turn = Date.now();
    }
    return operation(...args);
  };
}
