import { posix, relative } from "node:path";
import { pythonCommands } from "../application/application.ts";
import { ownCommand } from "../command-line/same-again.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import { type FileChange, isMoved } from "../plan/changes.ts";
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
  return ownCommand(words, io, ["--undo"]);
}

/** What is left to do after a change: to resolve conflicts, to install what is new. */
export function commandsAfterChange(outcome: Outcome, io: Io): string[] {
  const { changes, steps, change } = outcome;
  const shell = shellOf(io);
  const torn = changes.filter(({ action }) => action === "conflict").map(({ path }) => quote(path, shell));
  return entered(outcome, io, [
    ...(torn.length > 0 && change?.isInRepository ? [`git add ${torn.join(" ")}`] : []),
    ...(steps.install !== "done" ? installOf(outcome, io) : []),
  ]);
}

/** How all is taken back: the last thing on the screen, however a change has gone. Undefined where nothing was changed. */
export function wayBackText(outcome: Outcome, io: Io, t: Messages): string | undefined {
  const { change, options, steps, changes, newLocks, dryRun } = outcome;
  if (dryRun || steps.write !== "done") return undefined;
  if (change?.back !== undefined) {
    // Of what was installed, git knows nothing.
    const commands = [change.back, ...entered(outcome, io, installOf(outcome, io))];
    const locks = newLocks.length > 0 ? [t.change.newLocks(newLocks.join(", "))] : [];
    return [t.change.back, ...commands.map((command) => `  ${command}`), ...locks].join("\n");
  }
  if (change || !options?.application) return undefined;
  const place = posix.join(options.application.place, "/");
  const created = changes.filter(({ path, action }) => action === "create" && !path.startsWith(place));
  const edited = changes.filter(({ action }) => action === "merge").map(({ path }) => path);
  return t.report.wayBack(
    [place, ...created.map(({ path }) => path), ...newLocks],
    edited.join(", "),
    steps.install === "done" && newLocks.length === 0 ? installOf(outcome, io).join(" && ") : "",
  );
}

/** What installs a project's packages, where a change is one of what it needs. */
function installOf({ options, changes, workspace }: Outcome, io: Io): readonly string[] {
  if (!options || !changes.some(isManifest)) return [];
  const { application, framework } = options;
  if (application && platformOf(framework).name === "python") return [pythonCommands(application).install];
  const manager = workspace ? { packageManager: workspace.manager } : {};
  return platformOf(options.framework).commands({ ...options, ...manager }, io).install;
}

/** Commands that hold inside the project, from where the user is. */
function entered({ directory }: Outcome, io: Io, commands: readonly string[]): string[] {
  const path = directory === undefined ? "" : relative(io.cwd, directory);
  return commands.length > 0 && path !== "" ? [enterCommand(path, shellOf(io)), ...commands] : [...commands];
}

const MANIFESTS = ["package.json", "pyproject.toml"];

/** Whether a change is one of what a project needs. */
export const isManifest = (change: FileChange): boolean => MANIFESTS.includes(change.path) && isMoved(change);
