import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Io } from "../io.ts";

const NAME = /^\.create-llmbrick-sse-(\d+)-[0-9a-f]{8}$/;

/** Whether a folder of this name is one in which a run prepares its files. */
export const isStagingName = (name: string): boolean => NAME.test(name);

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

/** A staging folder, not yet made, with a name that tells which process it belongs to. */
export function newStaging(io: Io, parent: string): Staging {
  return stagingAt(join(parent, `.create-llmbrick-sse-${io.pid}-${randomBytes(4).toString("hex")}`));
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
    .filter((entry) => entry.isDirectory() && belongsToTheDead(entry.name, io))
    .map((entry) => stagingAt(join(parent, entry.name)));
}

function belongsToTheDead(name: string, io: Io): boolean {
  const [, pid] = NAME.exec(name) ?? [];
  // Our own number is no exception: containers hand out the same one again and again.
  return pid !== undefined && (Number(pid) === io.pid || !io.isAlive(Number(pid)));
}
