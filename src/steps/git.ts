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
    const paths = ownFiles(job);
    const { knowsAuthor } = await makeRepository(io, target.path, paths);
    await tell({ kind: "committed", count: paths.length });
    if (!knowsAuthor) await tell({ kind: "unknownAuthor" });
    return "done";
  },
} as const satisfies Step;

/** The files that are this program's: those of the plan that are not the user's, and what its install has written. */
function ownFiles({ state }: Job): string[] {
  const planned = state.changes.filter(isOfProject);
  const locks = state.steps.install === "done" ? state.newLocks : [];
  return [...planned.map((change) => change.path), ...locks];
}
