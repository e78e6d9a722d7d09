import { relative } from "node:path";
import { needsInstall } from "../effects/compare.ts";
import type { Io } from "../io.ts";
import type { PackageManager } from "../options/table.ts";
import { commandsOf, GIT_COMMANDS } from "../plan/commands.ts";
import { quote, shellOf } from "../shell.ts";
import { activateCommand } from "./activate.ts";
import type { Outcome } from "./outcome.ts";

/** The commands that lead from here to a running server, what has failed or was left out included. */
export function nextCommands({ options, directory, changes, steps }: Outcome, io: Io): string[] {
  if (!options || directory === undefined) return [];
  const { install, start } =
    options.framework === "llmbrick" ? pythonCommands(io) : nodeCommands(options.packageManager);
  const folder = relative(io.cwd, directory);
  const isInstalled = steps.install === "done" || !needsInstall(changes);
  const commands = [
    ...(folder === "" ? [] : [`cd ${quote(folder.startsWith("-") ? `./${folder}` : folder, shellOf(io))}`]),
    ...(isInstalled ? [] : install),
    ...(steps.git === "failed" ? GIT_COMMANDS : []),
    ...start,
  ];
  return [...new Set(commands)];
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
  const activate = activateCommand(io);
  const python = io.platform === "win32" ? "python" : "python3";
  return {
    install: [
      `${python} -m venv .venv`,
      activate,
      `python -m pip install -e ${quote(".[dev]", shellOf(io))}`,
    ],
    start: [activate, "python server.py"],
  };
}
