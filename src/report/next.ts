import { posix, win32 } from "node:path";
import type { Io } from "../io.ts";
import { isOfProject, needsInstall } from "../plan/changes.ts";
import { gitCommands } from "../plan/commands.ts";
import { platformOf } from "../platforms/index.ts";
import { enterCommand, quote, shellOf } from "../shell.ts";
import { commandsAfterChange } from "./change-next.ts";
import type { Outcome } from "./outcome.ts";

/** The commands that lead from here to a running server, what has failed or was left out included. */
export function nextCommands(outcome: Outcome, io: Io): string[] {
  const { options, directory, changes, steps, workspace } = outcome;
  if (outcome.change) return commandsAfterChange(outcome, io);
  if (!options || directory === undefined) return [];
  const { install, start } = platformOf(options.framework).commands(
    { ...options, ...(workspace && { packageManager: workspace.manager }) },
    io,
  );
  const { relative } = io.platform === "win32" ? win32 : posix;
  const folder = relative(io.cwd, directory);
  const isInstalled = steps.install === "done" || !(workspace || needsInstall(changes));
  const commands = [
    ...(folder === "" ? [] : [enterCommand(folder, shellOf(io))]),
    ...(isInstalled ? [] : install),
    ...(steps.git === "failed" ? gitCommands(filesToCommit(outcome, io)) : []),
    ...start,
  ];
  return [...new Set(commands)];
}

/** All of a folder may be committed when all of it is new; else it may hold the user's keys. */
function filesToCommit({ changes, hadFiles }: Outcome, io: Io): string {
  const own = changes.filter(isOfProject).map(({ path }) => quote(path, shellOf(io)));
  return hadFiles ? own.join(" ") : "-A";
}
