import { join } from "node:path";
import { orAbsent } from "../effects/or-absent.ts";
import { isOfProject } from "../plan/changes.ts";
import type { Job, Step } from "./step.ts";

export const git = {
  name: "git",
  isWanted: (options) => options.git,
  async run(job) {
    const { io, target, isGitTold, state, tell } = job;
    if (state.isInRepository) {
      await tell({ kind: "insideRepository" });
      return "skipped";
    }
    const { hasGit, makeRepository } = await import("../effects/git.ts");
    if (!isGitTold && !(await hasGit(io, target.path))) {
      await tell({ kind: "noGit" });
      return "skipped";
    }
    const paths = await ownFiles(job);
    const { knowsAuthor } = await makeRepository(io, target.path, paths);
    await tell({ kind: "committed", count: paths.length });
    if (!knowsAuthor) await tell({ kind: "unknownAuthor" });
    return "done";
  },
} as const satisfies Step;

/** The files that are this program's: those of the plan that are not the user's, and what its install has written. */
async function ownFiles({ io, target, state }: Job): Promise<string[]> {
  const planned = state.changes.filter(isOfProject);
  const locks: string[] = [];
  for (const name of state.steps.install === "done" ? state.newLocks : []) {
    if ((await orAbsent(io.fs.lstat(join(target.path, name))))?.isFile()) locks.push(name);
  }
  return [...planned.map((change) => change.path), ...locks];
}
