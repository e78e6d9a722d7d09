import * as fs from "node:fs";
import type { FileSystem } from "./io.ts";

/** Milliseconds after which the event loop gets a turn, so that a signal is seen while files are written. */
const LONGEST_STRETCH = 10;

let turn = Date.now();

/**
 * The disk. Each operation blocks: for the many small files of a project that takes a quarter of the time that
 * Node's thread pool takes.
 */
export const systemFs = {
  lstat: blocking(fs.lstatSync),
  mkdir: blocking(fs.mkdirSync),
  readdir: blocking(fs.readdirSync),
  readFile: blocking(fs.readFileSync),
  readlink: blocking(fs.readlinkSync),
  realpath: blocking(fs.realpathSync.native),
  rename: blocking(fs.renameSync),
  rm: blocking(fs.rmSync),
  rmdir: blocking(fs.rmdirSync),
  stat: blocking(fs.statSync),
  statfs: blocking(fs.statfsSync),
  writeFile: blocking(fs.writeFileSync),
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
