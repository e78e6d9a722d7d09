import type { Found, Obstacle } from "../application/find-node.ts";
import { refuseInApplications } from "../application/refuse.ts";
import { ownCommand } from "../command-line/same-again.ts";
import { lookAtApplication } from "../effects/read-application.ts";
import { workspaceOf } from "../effects/workspace.ts";
import { UserError } from "../errors.ts";
import type { Io } from "../io.ts";
import { flagOf } from "../options/names.ts";
import { withDefaults } from "../options/resolve.ts";
import type { Options } from "../options/table.ts";
import { addsPackages } from "../plan/changes.ts";
import { commandsOf } from "../plan/commands.ts";
import { LOCK_FILES, managerOfLocks } from "../plan/lock-files.ts";
import { frameworkNames, frameworkOf } from "../platforms/frameworks.ts";
import { applicationText } from "../report/application.ts";
import { addError, exitCodeOf } from "../report/outcome.ts";
import { teller } from "../report/tell.ts";
import { planText } from "../report/text.ts";
import { install } from "../steps/install.ts";
import { changesFor, workspaceFor } from "../steps/project.ts";
import type { Job } from "../steps/step.ts";
import { openTarget } from "../steps/target.ts";
import { write } from "../steps/write.ts";
import { choiceOf, DEFAULT_HANDLER } from "./change/wish.ts";
import type { CommandReport, Run } from "./command.ts";
import { mayAsk } from "./may-ask.ts";

/**
 * Puts the endpoint into an application that is there: a folder without `.llmbrick.json`.
 * @param folder absolute
 * @param names features and a handler, as they were typed: `docker`, `+docker`, `-docker`
 */
export async function adopt(run: Run, folder: string, names: readonly string[]): Promise<CommandReport> {
  const { io, t, outcome } = run;
  const told: object = { ...run.line.controls, ...(run.given.verify && { verify: true }) };
  const idle = ["diff", "force", "undo", "verify"].find((name) => name in told);
  if (idle) throw new UserError("BAD_OPTIONS", ["notForEndpoints", flagOf(idle)], { hint: ["withoutIt"] });
  const target = await openTarget(io, folder);
  const found =
    target.state === "absent" ? undefined : await lookAtApplication(io, folder, run.given.framework);
  if (!found)
    throw new UserError("NOT_A_PROJECT", ["noProject", folder], {
      hint: ["noProjectHint", ownCommand([], io)],
    });
  if ("kind" in found) throw obstacle(io, found, folder, await managerOf(run, folder));
  const chosen = names.length === 0 && mayAsk(run.line, io) ? await ask(run, folder, found) : names;
  const options = await optionsFor(run, folder, found, chosen);
  Object.assign(outcome, { options, directory: target.path });
  if (outcome.dryRun) {
    Object.assign(outcome, await changesFor(io, options, target));
    return { exitCode: 0, text: `${planText(outcome, io, t)}\n${applicationText(outcome, io, t)}` };
  }
  const job: Job = {
    io,
    t,
    options,
    target,
    isGitTold: false,
    isInstallTold: false,
    state: outcome,
    tell: teller(run),
  };
  outcome.steps.write = await write.run(job);
  // In a workspace, all members share what is installed, and its lock file.
  const isMember = (await workspaceFor(io, options, target)) !== undefined;
  if (options.install && !isMember && addsPackages(outcome.changes)) await take(run, job);
  // An install that has failed is told behind it.
  if (outcome.errors.length > 0) run.human.write(`${applicationText(outcome, io, t)}\n`);
  return { exitCode: exitCodeOf(outcome), text: applicationText(outcome, io, t) };
}

/** Asks what the endpoint is to answer with, and which features it is to have. */
async function ask(run: Run, folder: string, found: Found): Promise<string[]> {
  const { askAdditions } = await import("../interview/additions.ts");
  const { handler, features } = await askAdditions(run.io, run.t, await optionsFor(run, folder, found, []));
  return [handler, ...features];
}

/** An install that fails leaves the endpoint there, and says so. */
async function take({ io, outcome }: Run, job: Job): Promise<void> {
  try {
    outcome.steps.install = await install.run(job);
  } catch (error) {
    io.signal.throwIfAborted();
    outcome.steps.install = "failed";
    addError(outcome, error);
  }
}

/** The package manager of the application: that of its workspace, of its lock file, or the one that started this. */
async function managerOf(
  { io, given }: Pick<Run, "io" | "given">,
  folder: string,
): Promise<Options["packageManager"]> {
  const workspace = await workspaceOf(io, folder);
  if (workspace) return workspace.manager;
  const names = await io.fs.readdir(folder);
  if (names.includes("pnpm-lock.yaml")) return "pnpm";
  const isLocked = LOCK_FILES.some((name) => names.includes(name));
  return isLocked ? managerOfLocks(names) : withDefaults(given, io).packageManager;
}

/** The path at which the endpoint is, and the port that examples name, where nothing else was said. */
const USUAL = { prefix: "/ai", port: { node: 3000, python: 8000 } };

async function optionsFor(
  { io, given }: Run,
  folder: string,
  found: Found,
  names: readonly string[],
): Promise<Options> {
  const { framework, language, application } = found;
  const taken = names.find((name) => name.startsWith("-"));
  if (taken !== undefined)
    throw new UserError("BAD_OPTIONS", ["notAdded", taken.slice(1)], {
      hint: ["notAddedHint", ownCommand(["add"], io)],
    });
  const chosen = choiceOf({ features: [], handler: DEFAULT_HANDLER }, names);
  refuseInApplications(chosen.features);
  const usual = {
    prefix: USUAL.prefix,
    port: USUAL.port[frameworkOf(framework).platform],
    packageManager: await managerOf({ io, given }, folder),
  };
  const told = { ...given, ...chosen, framework, language, directory: folder };
  return {
    ...withDefaults({ ...usual, ...told }, io),
    prefix: given.prefix || usual.prefix,
    ifExists: "overwrite",
    application,
  };
}

function obstacle(io: Io, found: Obstacle, folder: string, manager: Options["packageManager"]): UserError {
  switch (found.kind) {
    case "noFramework":
      return new UserError("BAD_OPTIONS", ["noFramework", folder], {
        hint: ["noFrameworkHint", frameworkNames.join(", ")],
      });
    case "severalFrameworks":
      return new UserError("BAD_OPTIONS", ["severalFrameworks", found.names.join(", ")], {
        hint: ["severalFrameworksHint"],
      });
    case "lacksPackage": {
      const command = [commandsOf(manager).add.join(" "), found.name].join(" ");
      return new UserError("BAD_OPTIONS", ["lacksPackage", found.name], {
        hint: ["lacksPackageHint", command],
      });
    }
    case "tooOld": {
      const { name, version, since } = found;
      const command = [...commandsOf(manager).add, `${name}@${since}`].join(" ");
      return new UserError("BAD_OPTIONS", ["tooOldForEndpoint", name, version, since], {
        hint: ["tooOldForEndpointHint", command, ownCommand([], io)],
      });
    }
    case "memberTwice":
    case "memberNoObject":
      return new UserError("BAD_OPTIONS", [found.kind, found.path, found.name], {
        hint: ["unreadableManifestHint"],
      });
    case "unreadable":
      return new UserError("BAD_OPTIONS", ["unreadableManifest", found.path], {
        hint: ["unreadableManifestHint"],
      });
    default:
      return new UserError("BAD_OPTIONS", [found.kind], { hint: [`${found.kind}Hint`] });
  }
}
