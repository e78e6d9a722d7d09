import { relative } from "node:path";
import { commandLine } from "../command-line/call.ts";
import type { Io } from "../io.ts";
import { startedBy } from "../options/defaults.ts";
import { isMoved } from "../plan/changes.ts";
import { platformOf } from "../platforms/index.ts";
import { enterCommand, quote, shellOf } from "../shell.ts";
import type { Outcome } from "./outcome.ts";

/** The one command that takes a project back to what it was. */
export function wayBack(io: Io, folder: string, isCommitted: boolean): string {
  const shell = shellOf(io);
  const path = relative(io.cwd, folder);
  if (isCommitted) {
    const place = path === "" ? "" : ` -C ${quote(folder, shell)}`;
    return `git${place} restore --source=HEAD --staged --worktree -- .`;
  }
  const words = ["update", ...(path === "" ? [] : [folder])];
  return commandLine({ starter: startedBy(io), shell, words, flags: ["--undo"] });
}

/** What is left to do after a change: to resolve conflicts, to install what is new. */
export function commandsAfterChange(outcome: Outcome, io: Io): string[] {
  const { options, directory, changes, steps, workspace, change } = outcome;
  if (!options || directory === undefined || !change) return [];
  const shell = shellOf(io);
  const torn = changes.filter(({ action }) => action === "conflict").map(({ path }) => quote(path, shell));
  const isInRepository = change.isInRepository;
  const isNew = changes.some(
    (file) => /^(?:package\.json|pyproject\.toml)$/.test(file.path) && isMoved(file),
  );
  const manager = workspace ? { packageManager: workspace.manager } : {};
  const { install } = platformOf(options.framework).commands({ ...options, ...manager }, io);
  const commands = [
    ...(torn.length > 0 && isInRepository ? [`git add ${torn.join(" ")}`] : []),
    ...(isNew && steps.install !== "done" ? install : []),
  ];
  const path = relative(io.cwd, directory);
  return commands.length > 0 && path !== "" ? [enterCommand(path, shell), ...commands] : commands;
}
