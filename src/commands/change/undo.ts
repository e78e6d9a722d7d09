import { holding } from "../../effects/lock.ts";
import { inspectTarget } from "../../effects/target.ts";
import { workTreeOf } from "../../effects/work-tree.ts";
import { writeProject } from "../../effects/write.ts";
import { isMoved } from "../../plan/changes.ts";
import { teller } from "../../report/tell.ts";
import { cleanUpIn } from "../../steps/write.ts";
import type { CommandReport, Run } from "../command.ts";
import { ASIDE, backFromAside } from "./aside.ts";
import { readProject } from "./project.ts";

/** Takes a project back to what it was before the last update or add. */
export async function undo(run: Run, folder: string): Promise<CommandReport> {
  const { io, outcome, t, line } = run;
  await readProject(io, folder);
  await holding(io, folder, async () => {
    await cleanUpIn({ io, tell: teller(run) }, folder, true);
    const { options } = await readProject(io, folder);
    const changes = await backFromAside(io, folder, line.controls.force !== undefined);
    await writeProject(io, await inspectTarget(io, folder), changes, options);
    const files = changes.filter(({ path }) => !path.startsWith(`${ASIDE}/`));
    await (await workTreeOf(io, folder))?.forget(files.map(({ path }) => path));
    Object.assign(outcome, { options, directory: folder, changes: files });
    outcome.steps.write = "done";
  });
  return { exitCode: 0, text: t.change.undone(outcome.changes.filter(isMoved).length) };
}
