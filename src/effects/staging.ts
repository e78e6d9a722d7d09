import { join } from "node:path";
import type { Io } from "../io.ts";

const NAME = /^\.create-llmbrick-sse-(\d+)-[0-9a-f]{8}$/;

/**
 * The folder that a run has in the folder that it holds. In it is one file, whose name tells which run. A system
 * puts a folder with something in it into the place of no other, so that whoever moves theirs there first has it.
 */
export const LOCK_NAME = ".create-llmbrick-sse-lock";

/** Whether a folder of this name is one that a run makes for its own work. */
export const isOurName = (name: string): boolean => name.startsWith(".create-llmbrick-sse-");

/**
 * The folder in which a run prepares its files. Beside an absent target it is the project itself. Inside a
 * target, `new` holds what goes into it, `backup` what is replaced, and `journal.json`, while it is there, says
 * that files are being moved.
 */
export interface Staging {
  readonly path: string;
  readonly fresh: string;
  readonly backup: string;
  readonly journal: string;
}

/** Makes a staging folder, with a name that tells which process it belongs to. */
export async function makeStaging(io: Io, parent: string): Promise<Staging> {
  const unique = Math.floor(Math.random() * 2 ** 32);
  const name = `.create-llmbrick-sse-${io.pid}-${unique.toString(16).padStart(8, "0")}`;
  const staging = stagingAt(join(parent, name));
  // One that is there already would be someone else's: then this fails.
  await io.fs.mkdir(staging.path);
  return staging;
}

export function stagingAt(path: string): Staging {
  return {
    path,
    fresh: join(path, "new"),
    backup: join(path, "backup"),
    journal: join(path, "journal.json"),
  };
}

/** The staging folders in `parent` whose process was killed. */
export async function staleStagings(io: Io, parent: string): Promise<Staging[]> {
  const entries = await io.fs.readdir(parent, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && isOfTheDead(entry.name, io))
    .map((entry) => stagingAt(join(parent, entry.name)));
}

/** Whether the run that gave this name to its folder is gone. */
export function isOfTheDead(name: string, io: Io): boolean {
  const pid = pidOf(name);
  // Our own number is no exception: containers hand out the same one again and again.
  return pid !== undefined && (pid === io.pid || !io.isAlive(pid));
}

/** The process that a staging folder belongs to, or undefined when the name is not of such a folder. */
export function pidOf(name: string): number | undefined {
  const [, pid] = NAME.exec(name) ?? [];
  return pid === undefined ? undefined : Number(pid);
}
