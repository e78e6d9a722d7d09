import { needsInstall } from "../plan/changes.ts";
import { platformOf } from "../platforms/index.ts";
import type { Step } from "./step.ts";

/** The files in which package managers note what they have installed. */
const LOCKS = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb", "uv.lock"];

export const install = {
  name: "install",
  isWanted: (options) => options.install,
  async run(job) {
    const { io, t, options, target, state, tell } = job;
    const present = await io.fs.readdir(target.path);
    state.newLocks = LOCKS.filter((name) => !present.includes(name));
    if (!needsInstall(state.changes)) {
      await tell({ kind: "nothingToInstall" });
      return "skipped";
    }
    const installer = await platformOf(options.framework).installer(options, target.path, io, t);
    await tell({ kind: "installing", command: installer.title });
    const start = performance.now();
    try {
      await installer.install((line) => tell({ kind: "line", line }));
    } finally {
      await tell({ kind: "installEnded" });
    }
    await tell({ kind: "installed", ms: performance.now() - start });
    return "done";
  },
} as const satisfies Step;
