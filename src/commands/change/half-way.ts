import { holding } from "../../effects/lock.ts";
import { leftovers } from "../../effects/recover.ts";
import { isOurName } from "../../effects/staging.ts";
import { inspectTarget } from "../../effects/target.ts";
import { UserError } from "../../errors.ts";
import { teller } from "../../report/tell.ts";
import { replanWith } from "../../steps/project.ts";
import { cleanUpIn } from "../../steps/write.ts";
import type { Run } from "../command.ts";

/**
 * Puts back what a run has moved in a folder that was killed, before anything there is looked at: it may have the file
 * by which a project is known.
 * @throws UserError where nothing is to be written
 */
export async function putRight(run: Run, folder: string): Promise<void> {
  const { io, outcome } = run;
  // One that may not be listed shows nothing that could be put right.
  const names = await io.fs.readdir(folder).catch(() => []);
  if (!names.some(isOurName)) return;
  if (!outcome.dryRun) {
    return holding(io, folder, () => cleanUpIn({ io, tell: teller(run) }, folder, true));
  }
  const { any } = await leftovers(io, await inspectTarget(io, folder), replanWith(io));
  if (any) throw new UserError("UNRESOLVED", ["killedHalfWay", folder], { hint: ["killedHalfWayHint"] });
}
