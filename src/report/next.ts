import { posix, win32 } from "node:path";
import { type Application, pythonCommands } from "../application/application.ts";
import { testScript } from "../application/package-fragment.ts";
import { Cancelled } from "../errors.ts";
import type { Io } from "../io.ts";
import type { Options } from "../options/table.ts";
import { addsPackages, isOfProject, needsInstall } from "../plan/changes.ts";
import { commandsOf, gitCommands } from "../plan/commands.ts";
import { frameworkOf } from "../platforms/frameworks.ts";
import { platformOf } from "../platforms/index.ts";
import { enterCommand, quote, shellOf } from "../shell.ts";
import { commandsAfterChange } from "./change-next.ts";
import type { Outcome } from "./outcome.ts";

/** The commands that lead from here to a running server, what has failed or was left out included. */
export function nextCommands(outcome: Outcome, io: Io): string[] {
  const { options, directory, changes, steps, workspace } = outcome;
  if (outcome.change) return commandsAfterChange(outcome, io);
  if (!options || directory === undefined) return [];
  if (options.application) return applicationCommands(outcome, options, options.application, io);
  const { install, start } = platformOf(options.framework).commands(
    { ...options, ...(workspace && { packageManager: workspace.manager }) },
    io,
  );
  const isInstalled = steps.install === "done" || !(workspace || needsInstall(changes));
  const commands = [
    ...enter(directory, io),
    ...(isInstalled ? [] : install),
    ...(lacksRepository(outcome) ? gitCommands(filesToCommit(outcome, io)) : []),
    ...start,
  ];
  return [...new Set(commands)];
}

/** Whether the repository that was wanted is not there: git failed, or the run was cancelled before it came to that. */
function lacksRepository({ options, steps, isInRepository, errors }: Outcome): boolean {
  const isCancelled = errors.some((error) => error instanceof Cancelled);
  return (
    steps.git === "failed" ||
    (isCancelled && steps.git !== "done" && !isInRepository && options?.git === true)
  );
}

/** All of a folder may be committed when all of it is new; else it may hold the user's keys. */
function filesToCommit({ changes, hadFiles }: Outcome, io: Io): string {
  const own = changes.filter(isOfProject).map(({ path }) => quote(path, shellOf(io)));
  return hadFiles ? own.join(" ") : "-A";
}

function enter(directory: string, io: Io): string[] {
  const { relative } = io.platform === "win32" ? win32 : posix;
  const folder = relative(io.cwd, directory);
  return folder === "" ? [] : [enterCommand(folder, shellOf(io))];
}

/** The commands that install what an application lacks for its endpoint, and run the tests of that. */
function applicationCommands(
  { directory = "", changes, steps }: Outcome,
  options: Options,
  application: Application,
  io: Io,
): string[] {
  const folder = enter(directory, io);
  if (frameworkOf(options.framework).platform === "python") {
    const { install, test } = pythonCommands(application);
    return [...folder, install, test];
  }
  const { install, run } = commandsOf(options.packageManager);
  const isInstalled = steps.install === "done" || !addsPackages(changes);
  return [
    ...folder,
    ...(isInstalled ? [] : [install.join(" ")]),
    `${run.join(" ")} ${testScript(application)}`,
  ];
}
