import { holding } from "../../effects/lock.ts";
import { inspectTarget } from "../../effects/target.ts";
import { workTreeOf } from "../../effects/work-tree.ts";
import { writeProject } from "../../effects/write.ts";
import { type FileChange, isMoved } from "../../plan/changes.ts";
import { changeText, diffText, withPatch } from "../../report/change-text.ts";
import { teller } from "../../report/tell.ts";
import { cleanUpIn } from "../../steps/write.ts";
import type { CommandReport, Run } from "../command.ts";
import { ASIDE, backFromAside } from "./aside.ts";
import { readDisk } from "./disk.ts";
import { readProject } from "./project.ts";

/** Takes a project back to what it was before the last update or add whose old state was kept aside. */
export async function undo(run: Run, folder: string): Promise<CommandReport> {
  const { io, outcome, t, line, human } = run;
  const project = await readProject(io, folder);
  const isForced = line.controls.force !== undefined;
  if (outcome.dryRun) {
    const changes = ofProject(await backFromAside(io, folder, isForced));
    const disk = await readDisk(
      io,
      folder,
      changes.map(({ path }) => path),
    );
    outcome.change = { from: project.version, to: project.version, isInRepository: false, news: [] };
    outcome.changes = line.controls.diff ? changes.map((file) => withPatch(file, disk)) : changes;
    Object.assign(outcome, { options: project.options, directory: folder });
    human.write(`${line.controls.diff ? diffText(outcome.changes) : changeText(outcome, io, t)}\n`);
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
