import { sameAgainCommand } from "../command-line/same-again.ts";
import { addressMover } from "../effects/address.ts";
import { refuseMisread, repositoryOf } from "../effects/target.ts";
import { workspaceOf } from "../effects/workspace.ts";
import { UserError } from "../errors.ts";
import type { Io } from "../io.ts";
import { type Given, withDefaults } from "../options/resolve.ts";
import { hasPackages } from "../options/table.ts";
import { platformOf } from "../platforms/index.ts";
import { addError, exitCodeOf } from "../report/outcome.ts";
import { teller } from "../report/tell.ts";
import { closingText, planText } from "../report/text.ts";
import { steps } from "../steps/index.ts";
import { changesFor, workspaceFor } from "../steps/project.ts";
import type { Job } from "../steps/step.ts";
import { isThere, openTarget, refuse } from "../steps/target.ts";
import type { CommandReport, Run } from "./command.ts";
import { mayAsk } from "./may-ask.ts";

/** Makes a project: asks for what is missing, looks at the target, and then goes from step to step. */
export async function create(run: Run): Promise<CommandReport> {
  const { io, t, outcome, line } = run;
  const asks = mayAsk(line, io);
  const given = asks ? await askFor(run) : run.given;
  const { target, options } = await settle(io, given);
  if (asks) outcome.again = sameAgainCommand(options, { ...io, commands: run.commands, target: target.path });

  Object.assign(outcome, { options, directory: target.path });
  if (outcome.dryRun) {
    Object.assign(outcome, await changesFor(io, options, target));
    return { exitCode: 0, text: planText(outcome, io, t) };
  }
  const isGitTold = run.given.git === true;
  const isInstallTold = run.given.install === true;
  outcome.isInRepository = (await repositoryOf(io, target)) !== undefined;
  const state = outcome;
  const job: Job = { io, t, options, target, isGitTold, isInstallTold, state, tell: teller(run) };
  for (const step of steps) if (step.isWanted(options)) await take(run, step, job);
  outcome.addressMover = await addressMover(io, target.path, outcome.changes);
  return { exitCode: exitCodeOf(outcome), text: closingText(outcome, io, t) };
}

/**
 * Decides on the target and on all options.
 * @throws UserError where the two don't go together
 */
async function settle(io: Io, given: Given): Promise<Pick<Job, "target" | "options">> {
  const target = await openTarget(io, withDefaults(given, io).directory);
  // In a workspace, its own package manager is the usual one.
  const manager = (await workspaceOf(io, target.path))?.manager;
  const options = withDefaults({ ...(manager && { packageManager: manager }), ...given }, io);
  const { misread } = platformOf(options.framework);
  if (misread) refuseMisread(target.path, misread);
  const workspace = await workspaceFor(io, options, target);
  if (options.verify && workspace && hasPackages(options)) {
    throw new UserError("BAD_OPTIONS", ["notVerifiedThere", workspace.root], {
      hint: ["notVerifiedThereHint"],
    });
  }
  return { target, options };
}

/**
 * Only what goes wrong before the files are there ends the run, or once they are there no more: else the project stays,
 * and the other steps are done.
 */
async function take({ io, outcome }: Run, step: (typeof steps)[number], job: Job): Promise<void> {
  try {
    outcome.steps[step.name] = await step.run(job);
  } catch (error) {
    if (outcome.steps.write !== "done") throw error;
    // Whoever cancels one step wants none of the rest.
    io.signal.throwIfAborted();
    outcome.steps[step.name] = "failed";
    if (!(await isThere(io, job.target))) {
      outcome.steps.write = "failed";
      throw new UserError("WRITE_FAILED", ["projectGone", job.target.path], {
        hint: ["projectGoneHint"],
        cause: error,
      });
    }
    addError(outcome, error);
  }
}

async function askFor({ io, t, given, outcome }: Run): Promise<Given> {
  const { ask } = await import("../interview/prompts.ts");
  const open = (directory: string) => openTarget(io, directory);
  return ask(given, io, t, {
    async isFull(directory) {
      const target = await open(directory);
      if (given.ifExists) await refuse(io, target, given.ifExists);
      return target.state === "full";
    },
    async mayMakeRepository(directory) {
      const target = await open(directory);
      if (await repositoryOf(io, target)) return false;
      const { hasGit } = await import("../effects/git.ts");
      return hasGit(io, target.base);
    },
    preview: outcome.dryRun
      ? undefined
      : async (answers) => {
          const { target, options } = await settle(io, answers);
          return (await changesFor(io, options, target)).changes;
        },
  });
}
