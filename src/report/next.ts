import { relative } from "node:path";
import { needsInstall } from "../effects/compare.ts";
import { GIT_COMMANDS } from "../effects/git.ts";
import type { Io } from "../io.ts";
import { quote } from "../options/command.ts";
import { commandsOf } from "../plan/commands.ts";
import type { Outcome } from "./outcome.ts";

/** The commands that lead from here to a running server, what has failed or was left out included. */
export function nextCommands({ options, directory, changes, steps }: Outcome, io: Io): string[] {
  if (!options || directory === undefined) return [];
  const { install, run } = commandsOf(options.packageManager);
  const folder = relative(io.cwd, directory);
  const isInstalled = steps.install === "done" || !needsInstall(changes);
  return [
    ...(folder === "" ? [] : [`cd ${quote(folder.startsWith("-") ? `./${folder}` : folder, io.platform)}`]),
    ...(isInstalled ? [] : [install.join(" ")]),
    ...(steps.git === "failed" ? GIT_COMMANDS : []),
    `${run.join(" ")} dev`,
  ];
}
