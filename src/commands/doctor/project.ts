import { join } from "node:path";
import { ownCommand } from "../../command-line/same-again.ts";
import { orAbsent } from "../../effects/or-absent.ts";
import { workTreeOf } from "../../effects/work-tree.ts";
import { UserError } from "../../errors.ts";
import { loadSha256 } from "../../hash.ts";
import type { Io } from "../../io.ts";
import { ANSWERS_FILE, hashOf } from "../../plan/plan.ts";
import { asPlanned } from "../../plan/reconcile.ts";
import { saidBy, wayOutOf } from "../../report/phrase.ts";
import { version } from "../../version.ts";
import { readDisk } from "../change/disk.ts";
import { readProject } from "../change/project.ts";
import { refuseUnresolved } from "../change/unresolved.ts";
import { type Finding, failed, ok, type Subject, warning } from "./check.ts";

/** Whether there is a project in the current folder. */
export const isProject = async (io: Io): Promise<boolean> =>
  (await orAbsent(io.fs.stat(join(io.cwd, ANSWERS_FILE))))?.isFile() === true;

/** Whether update and add can go to work on the project in the current folder, and whether it is behind this program. */
export async function project({ io, t }: Subject): Promise<Finding> {
  try {
    const { version: made, hashes = new Map<string, string>() } = await readProject(io, io.cwd);
    const disk = await readDisk(io, io.cwd, hashes.keys());
    await refuseUnresolved(io, io.cwd, disk, await workTreeOf(io, io.cwd));
    const sha256 = await loadSha256();
    const edited = [...disk].filter(
      ([path, { text }]) => text === undefined || hashOf(asPlanned(text), sha256) !== hashes.get(path),
    );
    const found = t.doctor.project(made, edited.length, hashes.size - disk.size);
    if (made === version) return ok(found);
    return warning(found, t.doctor.fixes.update(version, ownCommand(["update"], io)));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return failed(saidBy(error, t), wayOutOf(error, t) ?? "");
  }
}
