import { join } from "node:path";
import type { Io } from "../io.ts";

const NAME = /^\.create-llmbrick-sse-(\d+)-[0-9a-f]{8}$/;

/**
 * The folder that a run has in the folder that it holds. In it is one file, whose name tells which run. A system
 * puts a folder with something in it into the place of no other, so that whoever moves theirs there first has it.
 */
export const LOCK_NAME = ".create-llmbrick-sse-lock";

/** Whether a folder of this name is one that a run makes for its own work. */
export const isOurName = (name: string): boolean => NAME.test(name) || name.startsWith(LOCK_NAME);

/**
 * The folder in which a run prepares its files, beside an absent target or inside one that is there. `new` holds
 * what goes into the project, `backup` what is replaced. `run.json` says whose it is, by the
 * age of the empty file `mark`, and `journal.json`, while it is there, that files are being moved.
 */
export interface Staging {
  readonly path: string;
  readonly fresh: string;
  readonly backup: string;
  readonly mark: string;
  readonly record: string;
  readonly journal: string;
}

/** Others may look into our folders, and write nothing there, whatever the user's mask allows. */
const MODE = 0o755;

/** Makes a staging folder, with a name that tells which process it belongs to. */
export async function makeStaging(io: Io, parent: string): Promise<Staging> {
  const unique = Math.floor(Math.random() * 2 ** 32);
  const name = `.create-llmbrick-sse-${io.pid}-${unique.toString(16).padStart(8, "0")}`;
  const staging = stagingAt(join(parent, name));
  // One that is there already would be someone else's: then this fails.
  await io.fs.mkdir(staging.path, MODE);
  return staging;
}

function stagingAt(path: string): Staging {
  return {
    path,
    fresh: join(path, "new"),
    backup: join(path, "backup"),
    mark: join(path, "mark"),
    record: join(path, "run.json"),
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
