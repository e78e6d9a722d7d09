import { orAbsent } from "../effects/or-absent.ts";
import { managerAbove } from "../effects/workspace.ts";
import { UserError } from "../errors.ts";
import { lacksPackages, needsInstall } from "../plan/changes.ts";
import { LOCK_FILES } from "../plan/lock-files.ts";
import { platformOf } from "../platforms/index.ts";
import type { Job, Step } from "./step.ts";

export const install = {
  name: "install",
  isWanted: (options) => options.install,
  async run(job) {
    const { io, options, target, state, tell } = job;
    if (state.workspace) {
      if (!job.isInstallTold) return "skipped";
      throw new UserError("INSTALL_FAILED", ["notInstalledThere", state.workspace.root], {
        hint: ["notInstalledThereHint"],
      });
    }
    if (!needsInstall(state.changes)) {
      await tell({ kind: "nothingToInstall" });
      return "skipped";
    }
    if (lacksPackages(state.changes)) {
      if (job.isInstallTold) throw new UserError("INSTALL_FAILED", ["notInstalledYet"]);
      await tell({ kind: "notInstalledYet" });
      return "skipped";
    }
    const above = platformOf(options.framework).hasWorkspaces && (await managerAbove(io, target.path));
    if (above && above.manager !== options.packageManager) {
      const { place: path, value } = above;
      await tell({ kind: "otherManager", path, value, manager: options.packageManager });
    }
    const installer = await platformOf(options.framework).installer(options, target.path, io);
    await tell({ kind: "installing", command: installer.title });
    const before = await locksIn(job);
    const start = performance.now();
    try {
      await installer.install((line) => tell({ kind: "line", line }));
    } finally {
      state.newLocks = (await locksIn(job)).filter((name) => !before.includes(name));
      await tell({ kind: "installEnded" });
    }
    await tell({ kind: "installed", ms: performance.now() - start });
    return "done";
  },
} as const satisfies Step;

async function locksIn({ io, target }: Job): Promise<string[]> {
  const names = (await orAbsent(io.fs.readdir(target.path))) ?? [];
  return LOCK_FILES.filter((name) => names.includes(name));
}
