import { posix, win32 } from "node:path";
import type { Io } from "../io.ts";
import type { PackageManager } from "../options/table.ts";
import { isWritten, needsInstall } from "../plan/changes.ts";
import { commandsOf, gitCommands } from "../plan/commands.ts";
import { enterCommand, quote, shellOf } from "../shell.ts";
import { activateCommand } from "./activate.ts";
import type { Outcome } from "./outcome.ts";

/** The commands that lead from here to a running server, what has failed or was left out included. */
export function nextCommands(outcome: Outcome, io: Io): string[] {
  const { options, directory, changes, steps } = outcome;
  if (!options || directory === undefined) return [];
  const { install, start } =
    options.framework === "llmbrick" ? pythonCommands(io) : nodeCommands(options.packageManager);
  const { relative } = io.platform === "win32" ? win32 : posix;
  const folder = relative(io.cwd, directory);
  const isInstalled = steps.install === "done" || !needsInstall(changes);
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
  const written = changes.filter(isWritten).map(({ path }) => quote(path, shellOf(io)));
  return hadFiles ? written.join(" ") : "-A";
}

/** The commands that install what the project needs, and those that start it. */
interface Commands {
  readonly install: readonly string[];
  readonly start: readonly string[];
}

function nodeCommands(packageManager: PackageManager): Commands {
  const { install, run } = commandsOf(packageManager);
  return { install: [install.join(" ")], start: [`${run.join(" ")} dev`] };
}

function pythonCommands(io: Io): Commands {
  const shell = shellOf(io);
  const packages = `-m pip install -e ${quote(".[dev]", shell)}`;
  if (io.platform === "win32") {
    // Without activating: by default, PowerShell refuses to run the script for that.
    const python = shell === "posix" ? ".venv/Scripts/python" : ".venv\\Scripts\\python";
    return { install: ["py -3 -m venv .venv", `${python} ${packages}`], start: [`${python} server.py`] };
  }
  const activate = activateCommand(io);
  return {
    install: ["python3 -m venv .venv", activate, `python ${packages}`],
    start: [activate, "python server.py"],
  };
}
