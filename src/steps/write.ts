import { isOfTheDead } from "../effects/staging.ts";
import { inspectTarget, type Target } from "../effects/target.ts";
import { writeProject } from "../effects/write.ts";
import { changesFor, replanWith } from "./project.ts";
import type { Job, Step } from "./step.ts";
import { refuse } from "./target.ts";

/** Writes the files, once all is cleaned up that killed runs have left. */
export const write = {
  name: "write",
  isWanted: () => true,
  async run(job) {
    const { io, options, target } = job;
    if (target.state === "absent") {
      await cleanUpIn(job, target.base, false);
      await writeChanges(job, target);
      return "done";
    }
    // Before anything is written there, be it a lock.
    await refuse(io, target, options.ifExists);
    const { holding } = await import("../effects/lock.ts");
    await holding(io, target.path, async () => {
      await cleanUpIn(job, target.path, true);
      // Looked at again, since another run may have written there until now.
      await writeChanges(job, await inspectTarget(io, options.directory));
    });
    return "done";
  },
} as const satisfies Step;

async function writeChanges({ io, options, state, tell }: Job, target: Target): Promise<void> {
  Object.assign(state, await changesFor(io, options, target));
  state.hadFiles = target.state === "full";
  // An application is not asked for each of its new files.
  if (state.hadFiles && !options.application) await tell({ kind: "changing" });
  state.changes = await writeProject(io, target, state.changes, options);
  await tell({ kind: "written" });
}

/** Cleans up in a folder after runs that were killed. */
export async function cleanUpIn(
  { io, tell }: Pick<Job, "io" | "tell">,
  folder: string,
  isTarget: boolean,
): Promise<void> {
  // A folder that may be written, and not listed, shows nothing that could be cleaned up.
  const names = await io.fs.readdir(folder).catch(() => []);
  if (!names.some((name) => isOfTheDead(name, io))) return;
  const { recover } = await import("../effects/recover.ts");
  const { removed, left } = await recover(io, folder, isTarget, replanWith(io));
  for (const path of removed) await tell({ kind: "recovered", path });
  for (const path of left) await tell({ kind: "notRecovered", path });
}
