import { dirname, join } from "node:path";
import { systemCode } from "../../errors.ts";
import type { Messages } from "../../i18n/messages.ts";
import type { Io } from "../../io.ts";
import { frameworkOf, type PlatformName } from "../../platforms/frameworks.ts";
import { type Finding, failed, ok, type Subject, silence, warning } from "./check.ts";
import { npmSettings } from "./network.ts";

const MEGABYTE = 1_000_000;

/** Megabytes that a project takes with all its packages, and some air. */
const NEEDED: Readonly<Record<PlatformName, number>> = { node: 300, python: 1_000 };

export async function disk({ io, t, options }: Subject): Promise<Finding> {
  const { bavail, bsize } = await io.fs.statfs(io.cwd);
  const free = Math.floor((bavail * bsize) / MEGABYTE);
  const needed = NEEDED[frameworkOf(options.framework).platform];
  const found = t.doctor.free(free, io.cwd);
  return free >= needed ? ok(found) : failed(found, t.doctor.fixes.disk(needed));
}

export async function write({ io, t }: Subject): Promise<Finding> {
  const code = await refusalOf(io, io.cwd);
  return code === undefined ? ok(io.cwd) : failed(refused(io.cwd, code, t), t.doctor.fixes.write);
}

/** Where npm keeps what it downloads. A part of it belongs to another user once npm has run as that one. */
const CACHE_PARTS = ["_cacache/tmp", "_cacache/index-v5", "_cacache/content-v2", "_logs"];

export async function cache(subject: Subject): Promise<Finding> {
  const { io, t } = subject;
  const folder = (await npmSettings(subject, ["cache"])).get("cache");
  if (folder === undefined) return warning(silence("npm", "missing", t), t.doctor.fixes.npm);
  for (const part of CACHE_PARTS) {
    const place = await nearest(io, join(folder, part));
    const code = await refusalOf(io, place);
    if (code !== undefined) return failed(refused(place, code, t), t.doctor.fixes.cache);
  }
  return ok(folder);
}

/** The folder, or the nearest one above it that is there. */
async function nearest(io: Io, folder: string): Promise<string> {
  const stats = await io.fs.stat(folder).catch(() => undefined);
  return stats || dirname(folder) === folder ? folder : nearest(io, dirname(folder));
}

/** Why no folder can be made in this one, by the system's code. It is tried, since rights alone do not tell. */
async function refusalOf({ fs, pid }: Io, parent: string): Promise<string | undefined> {
  const folder = join(parent, `.create-llmbrick-sse-doctor-${pid}`);
  try {
    await fs.mkdir(folder);
    await fs.rmdir(folder);
    return undefined;
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    return code;
  }
}

const refused = (folder: string, code: string, t: Messages) => `${folder}: ${t.reasons[code] ?? code}`;
