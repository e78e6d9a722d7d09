import { needsInstall } from "../plan/changes.ts";
import { commandsOf } from "../plan/commands.ts";
import type { Job, Step } from "./step.ts";

/** The files in which package managers note what they have installed. */
const LOCKS = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb", "uv.lock"];

export const install = {
  name: "install",
  isWanted: (options) => options.install,
  async run(job) {
    const { io, target, state, tell } = job;
    const present = await io.fs.readdir(target.path);
    state.newLocks = LOCKS.filter((name) => !present.includes(name));
    if (!needsInstall(state.changes)) {
      await tell({ kind: "nothingToInstall" });
      return "skipped";
    }
    const installer = await installerFor(job);
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

interface Installer {
  /** The command, for the user to read. */
  readonly title: string;
  install(onLine: (line: string) => void): Promise<void>;
}

async function installerFor({ io, t, options, target: { path } }: Job): Promise<Installer> {
  const { framework, packageManager } = options;
  if (framework === "llmbrick") {
    const { pythonInstall, runInstall } = await import("../effects/install-python.ts");
    const commands = await pythonInstall(io, path, t);
    return {
      title: commands.map((command) => command.join(" ")).join(" && "),
      install: (onLine) => runInstall(io, path, commands, t, onLine),
    };
  }
  const { install } = await import("../effects/install.ts");
  return {
    title: commandsOf(packageManager).install.join(" "),
    install: (onLine) => install(io, path, packageManager, t, onLine),
  };
}
