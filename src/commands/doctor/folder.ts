import { join } from "node:path";
import { systemCode } from "../../errors.ts";
import { type Finding, failed, ok, type Patient } from "./check.ts";

const MEGABYTE = 1_000_000;

/** Megabytes that a project takes with all its packages, and some air. */
const NEEDED = { node: 300, python: 1_000 };

export async function disk({ io, t, options }: Patient): Promise<Finding> {
  const { bavail, bsize } = await io.fs.statfs(io.cwd);
  const free = Math.floor((bavail * bsize) / MEGABYTE);
  const needed = options.framework === "llmbrick" ? NEEDED.python : NEEDED.node;
  const found = t.doctor.free(free, io.cwd);
  return free >= needed ? ok(found) : failed(found, t.doctor.fixes.disk(needed));
}

/** Whether a folder can be made in the current one. It is tried, since rights alone do not tell. */
export async function write({ io, t }: Patient): Promise<Finding> {
  const folder = join(io.cwd, `.create-llmbrick-sse-doctor-${io.pid}`);
  try {
    await io.fs.mkdir(folder);
    await io.fs.rmdir(folder);
    return ok(io.cwd);
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    return failed(`${io.cwd}: ${t.reasons[code] ?? code}`, t.doctor.fixes.write);
  }
}
