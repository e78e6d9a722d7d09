import { devNull } from "node:os";
import { UserError } from "../errors.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Environment, Io } from "../io.ts";
import { COMMIT_MESSAGE } from "../plan/commands.ts";
import { withTail } from "./tail.ts";

const NAME = "create-llmbrick-sse";

/** Where a git hook that started us does its work; ours is elsewhere. */
const NOT_FOR_GIT = /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|COMMON_DIR|PREFIX)$/;

/** Makes a repository with a first commit. Tells whether git knew the user. */
export async function makeRepository(io: Io, folder: string, t: Messages): Promise<{ knowsAuthor: boolean }> {
  const env: Environment = Object.fromEntries(
    Object.entries(io.env).filter(([name]) => !NOT_FOR_GIT.test(name)),
  );
  const attempt = (...args: string[]) => io.run("git", args, { cwd: folder, env });
  const git = async (...args: string[]) => {
    const { status, output } = await attempt(...args);
    if (status === "missing") throw new UserError("GIT_FAILED", t.errors.programMissing("git"));
    if (status === "failed") {
      const command = `git ${args.find((word) => ["init", "add", "commit"].includes(word))}`;
      throw new UserError("GIT_FAILED", withTail(t.errors.commandFailed(command), output));
    }
  };
  const succeeds = async (...args: string[]) => (await attempt(...args)).status === "done";

  // Where no branch name is set, git takes one that is about to change, and says so at length.
  const hasBranch = await succeeds("config", "init.defaultBranch");
  await git("init", ...(hasBranch ? [] : ["-b", "main"]));
  await git("add", "-A");

  // Told not to guess, git says whether it has a name and an address from its settings or the environment.
  const knows = (who: string) => succeeds("-c", "user.useConfigOnly=true", "var", who);
  const knowsAuthor = (await knows("GIT_AUTHOR_IDENT")) && (await knows("GIT_COMMITTER_IDENT"));
  const identity = knowsAuthor ? [] : ["-c", `user.name=${NAME}`, "-c", `user.email=${NAME}@localhost`];
  // Hooks and signatures are for the user's own commits.
  const ours = ["-c", "commit.gpgsign=false", "-c", `core.hooksPath=${devNull}`];
  await git(...identity, ...ours, "commit", "-m", COMMIT_MESSAGE);
  return { knowsAuthor };
}
