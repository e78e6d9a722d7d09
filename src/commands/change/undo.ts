import { holding } from "../../effects/lock.ts";
import { inspectTarget } from "../../effects/target.ts";
import { workTreeOf } from "../../effects/work-tree.ts";
import { writeProject } from "../../effects/write.ts";
import { UserError } from "../../errors.ts";
import { flagOf } from "../../options/names.ts";
import { type FileChange, isMoved } from "../../plan/changes.ts";
import { teller } from "../../report/tell.ts";
import { cleanUpIn } from "../../steps/write.ts";
import type { CommandReport, Run } from "../command.ts";
import { ASIDE, backFromAside } from "./aside.ts";
import { readDisk } from "./disk.ts";
import { readProject } from "./project.ts";
import { show } from "./show.ts";

/** Takes a project back to what it was before the last update or add whose old state was kept aside. */
export async function undo(run: Run, folder: string): Promise<CommandReport> {
  const { io, outcome, t, line, given } = run;
  const flag = (["install", "verify"] as const).find((name) => given[name]);
  const idle = line.operands?.[0] ?? (flag && flagOf(flag));
  if (idle !== undefined) throw new UserError("BAD_OPTIONS", ["notForUndo", idle], { hint: ["withoutIt"] });
  const { version, options } = await readProject(io, folder);
  const isForced = line.controls.force !== undefined;
  if (outcome.dryRun) {
    const changes = ofProject(await backFromAside(io, folder, isForced));
    Object.assign(outcome, { options, directory: folder, changes });
    outcome.change = { from: version, to: version, isInRepository: false, news: [] };
    const paths = changes.map(({ path }) => path);
    show(run, await readDisk(io, folder, paths));
    return { exitCode: 0, text: t.change.nothingWritten };
  }
  await holding(io, folder, async () => {
    await cleanUpIn({ io, tell: teller(run) }, folder, true);
    const { options } = await readProject(io, folder);
    const changes = await backFromAside(io, folder, isForced);
    await writeProject(io, await inspectTarget(io, folder), changes, options);
    const files = ofProject(changes);
    await (await workTreeOf(io, folder))?.forget(files.map(({ path }) => path));
    Object.assign(outcome, { options, directory: folder, changes: files });
    outcome.steps.write = "done";
  });
  return { exitCode: 0, text: t.change.undone(outcome.changes.filter(isMoved).length) };
}

/** Without those of what was kept aside. */
const ofProject = (changes: readonly FileChange[]) =>
  changes.filter(({ path }) => !path.startsWith(`${ASIDE}/`));
