import { join } from "node:path";
import { UserError } from "../errors.ts";
import type { Environment, Io } from "../io.ts";
import { COMMIT_MESSAGE } from "../plan/commands.ts";

const NAME = "create-llmbrick-sse";

/** What of git's own variables is about the user and the machine. The rest is about another repository: a hook's, say. */
const KEPT = /^GIT_(?:(?:AUTHOR|COMMITTER)_\w+|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)|EXEC_PATH)$/;

/** The environment for git, in which it speaks of this repository alone, and no path is a pattern. */
export const gitEnvironment = (env: Environment): Environment => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("GIT_") || KEPT.test(name))),
  GIT_LITERAL_PATHSPECS: "1",
});

/** Settings for this program's own commands, of those that change what a commit holds, or run a program. */
const settingsIn = (folder: string): readonly string[] =>
  [
    "add.ignoreErrors=false",
    "commit.gpgSign=false",
    "core.attributesFile=",
    "core.autocrlf=false",
    "core.fsmonitor=false",
    // There is no such folder, and so there are no hooks.
    `core.hooksPath=${join(folder, ".git", "no-hooks")}`,
    "core.safecrlf=false",
    "core.sparseCheckout=false",
    "gc.auto=0",
    "i18n.commitEncoding=UTF-8",
    "maintenance.auto=false",
  ].flatMap((setting) => ["-c", setting]);

/** Whether there is a git. One that does not run is for the user to hear of. */
export async function hasGit(io: Io, cwd: string): Promise<boolean> {
  return (await io.run("git", ["--version"], { cwd, env: io.env })).status !== "missing";
}

/**
 * Makes a repository with a first commit of these files, and of nothing else that is in the folder. Tells whether
 * git knew the user.
 */
export async function makeRepository(
  io: Io,
  folder: string,
  paths: readonly string[],
): Promise<{ knowsAuthor: boolean }> {
  // The machine's own attributes are none of the project's.
  const env: Environment = { ...gitEnvironment(io.env), GIT_ATTR_NOSYSTEM: "1" };
  const attempt = (...args: string[]) => io.run("git", args, { cwd: folder, env });
  const git = async (command: string, ...args: string[]) => {
    const { status, output } = await attempt(...args);
    if (status === "missing") {
      throw new UserError("GIT_FAILED", ["programMissing", "git"], { hint: ["fix", "git"] });
    }
    if (status === "failed") {
      throw new UserError("GIT_FAILED", ["commandFailed", `git ${command}`], { output });
    }
  };
  const succeeds = async (...args: string[]) => (await attempt(...args)).status === "done";

  // Where no branch name is set, git takes one that is about to change, and says so at length.
  const hasBranch = await succeeds("config", "init.defaultBranch");
  await git("init", ...(hasBranch ? [] : ["-c", "init.defaultBranch=main"]), "init");
  const ours = settingsIn(folder);
  // By force, since the user may have git ignore, everywhere, what a project needs.
  await git("add", ...ours, "add", "--force", "--", ...paths);

  // Told not to guess, git says whether it has a name and an address from its settings or the environment.
  const unknown: string[] = [];
  for (const role of ["AUTHOR", "COMMITTER"]) {
    const isKnown = await succeeds("-c", "user.useConfigOnly=true", "var", `GIT_${role}_IDENT`);
    if (!isKnown) unknown.push(role);
  }
  // By variables, since settings do not stand in for one that is there and empty.
  for (const role of unknown) {
    Object.assign(env, { [`GIT_${role}_NAME`]: NAME, [`GIT_${role}_EMAIL`]: `${NAME}@localhost` });
  }
  // Only these, whatever a template of the user's has put into the index.
  const commit = ["commit", "--only", "--no-verify", "--cleanup=verbatim", "-m", COMMIT_MESSAGE];
  await git("commit", ...ours, ...commit, "--", ...paths);
  return { knowsAuthor: unknown.length === 0 };
}
