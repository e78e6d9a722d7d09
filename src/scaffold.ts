import { join } from "node:path";
import { sameAgainCommand } from "./command-line/same-again.ts";
import { compare, type FileChange, isWritten, needsInstall, refuseFull } from "./effects/compare.ts";
import { orAbsent } from "./effects/or-absent.ts";
import type { Replan } from "./effects/proof.ts";
import { isOfTheDead } from "./effects/staging.ts";
import { inspectTarget, repositoryOf, type Target } from "./effects/target.ts";
import type { VerifyStep } from "./effects/verify/verify.ts";
import { writeProject } from "./effects/write.ts";
import type { Messages } from "./i18n/messages.ts";
import type { Io } from "./io.ts";
import { type Given, validOptions, withDefaults } from "./options/resolve.ts";
import type { Options } from "./options/table.ts";
import { commandsOf } from "./plan/commands.ts";
import { isWanted } from "./plan/layers.ts";
import { plan } from "./plan/plan.ts";
import { addError, type Outcome, type StepName, type StepState } from "./report/outcome.ts";
import { changesText, planText, verifiedText, writtenText } from "./report/text.ts";

/** One run: what it may touch, its language, what it has come to, and where it speaks to the user. */
export interface Run {
  readonly io: Io;
  t: Messages;
  readonly outcome: Outcome;
  readonly human: NodeJS.WriteStream;
}

/** Makes the project: asks for what is missing, plans, checks the target, writes, installs, commits, verifies. */
export async function scaffold(run: Run, given: Given, { asks }: { asks: boolean }): Promise<void> {
  const { io, t, outcome } = run;
  const options = withDefaults(asks ? await askFor(run, given) : given, io);
  const target = await openTarget(run, options.directory);
  if (asks) outcome.again = sameAgainCommand(options, { ...io, target: target.path });

  Object.assign(outcome, { options, directory: target.path });
  if (outcome.dryRun) {
    outcome.changes = await changesFor(run, options, target);
    return say(run, planText(outcome, io, t));
  }
  if (target.state === "absent") {
    await cleanUpIn(run, target.base, false);
    await writeChanges(run, options, target);
  } else {
    // Before anything is written there, be it a lock.
    await refuse(run, target, options.ifExists);
    const { holding } = await import("./effects/lock.ts");
    await holding(io, target.path, t, async () => {
      await cleanUpIn(run, target.path, true);
      // Looked at again, since another run may have written there until now.
      await writeChanges(run, options, await inspectTarget(io, options.directory, t));
    });
  }
  if (options.install) await attempt(run, "install", () => installInto(run, target));
  if (options.git) await attempt(run, "git", () => commitIn(run, target, given.git === true));
  if (options.verify) await attempt(run, "verify", () => verifyIn(run, target, options));
}

async function writeChanges(run: Run, options: Options, target: Target): Promise<void> {
  const { io, t, outcome } = run;
  outcome.changes = await changesFor(run, options, target);
  outcome.hadFiles = target.state === "full";
  if (outcome.hadFiles) say(run, changesText(outcome, io, t));
  outcome.changes = await writeProject(io, target, outcome.changes, options, t);
  outcome.steps.write = "done";
  say(run, writtenText(outcome, io, t));
}

/** What the options mean for each file. */
async function changesFor({ io, t }: Run, options: Options, target: Target): Promise<FileChange[]> {
  const project = plan(options, await io.readLayers((name) => isWanted(name, options)));
  return compare(io, target, project, options.ifExists, t);
}

async function askFor(run: Run, given: Given): Promise<Given> {
  const { ask } = await import("./interview/prompts.ts");
  const open = (directory: string) => openTarget(run, directory);
  return ask(given, run.io, run.t, {
    async isFull(directory) {
      const target = await open(directory);
      if (given.ifExists) await refuse(run, target, given.ifExists);
      return target.state === "full";
    },
    async mayMakeRepository(directory) {
      const target = await open(directory);
      if (await repositoryOf(run.io, target)) return false;
      const { hasGit } = await import("./effects/git.ts");
      return hasGit(run.io, target.base);
    },
    preview: run.outcome.dryRun
      ? undefined
      : async (options) => changesFor(run, options, await open(options.directory)),
  });
}

/** Looks at the target. One that holds nothing but what a killed run has moved there will be empty again. */
async function openTarget({ io, t }: Run, directory: string): Promise<Target> {
  const target = await inspectTarget(io, directory, t);
  const isFree = target.state === "full" && (await leftIn(io, target)).isAll;
  return isFree ? { ...target, state: "empty" } : target;
}

/** What killed runs have left in a target that is full; mostly nothing, which is found out without loading more. */
async function leftIn(io: Io, target: Target): Promise<{ readonly any: boolean; readonly isAll: boolean }> {
  const names = await io.fs.readdir(target.path);
  if (!names.some((name) => isOfTheDead(name, io))) return { any: false, isAll: false };
  const { leftovers } = await import("./effects/recover.ts");
  return leftovers(io, target, replanWith(io));
}

/** @throws UserError when the target is full and may not be touched */
async function refuse({ io, t }: Run, target: Target, ifExists: Options["ifExists"]): Promise<void> {
  if (target.state !== "full" || ifExists !== "error") return;
  const { any } = await leftIn(io, target);
  refuseFull(target, ifExists, t, any ? t.errors.halfWayHint : t.errors.notEmptyHint);
}

/** Cleans up in a folder after runs that were killed. */
async function cleanUpIn({ io, t, human }: Run, folder: string, isTarget: boolean): Promise<void> {
  const names = await io.fs.readdir(folder);
  if (!names.some((name) => isOfTheDead(name, io))) return;
  const { recover } = await import("./effects/recover.ts");
  const { removed, left } = await recover(io, folder, isTarget, replanWith(io), t);
  for (const path of removed) human.write(`${t.report.recovered(path)}\n`);
  for (const path of left) human.write(`${t.report.notRecovered(path)}\n`);
}

const replanWith =
  (io: Io): Replan =>
  async (values) => {
    const options = validOptions(values);
    return options && plan(options, await io.readLayers((name) => isWanted(name, options)));
  };

/** A step whose failure leaves the project where it is, and the other steps to be done. */
async function attempt(run: Run, name: StepName, step: () => Promise<StepState>): Promise<void> {
  try {
    run.outcome.steps[name] = await step();
  } catch (error) {
    // Whoever cancels one step wants none of the rest.
    run.io.signal.throwIfAborted();
    run.outcome.steps[name] = "failed";
    addError(run.outcome, error, run.t);
  }
}

/** The files in which package managers note what they have installed. */
const LOCKS = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb", "uv.lock"];

async function installInto(run: Run, { path }: Target): Promise<StepState> {
  const { io, t, outcome } = run;
  const present = await io.fs.readdir(path);
  outcome.newLocks = LOCKS.filter((name) => !present.includes(name));
  if (!needsInstall(outcome.changes)) {
    say(run, t.report.nothingToInstall);
    return "skipped";
  }
  const installer = await installerFor(run, path);
  say(run, t.report.installing(installer.title));
  const { startProgress } = await import("./report/progress.ts");
  const progress = startProgress(run.human, run.io.env);
  try {
    await installer.install(progress.show);
  } finally {
    progress.end();
  }
  say(run, t.report.installed(progress.seconds()));
  return "done";
}

interface Installer {
  /** The command, for the user to read. */
  readonly title: string;
  install(onLine: (line: string) => void): Promise<void>;
}

async function installerFor({ io, t, outcome }: Run, path: string): Promise<Installer> {
  const { framework, packageManager = "npm" } = outcome.options ?? {};
  if (framework === "llmbrick") {
    const { pythonInstall, runInstall } = await import("./effects/install-python.ts");
    const commands = await pythonInstall(io, path, t);
    return {
      title: commands.map((command) => command.join(" ")).join(" && "),
      install: (onLine) => runInstall(io, path, commands, t, onLine),
    };
  }
  const { install } = await import("./effects/install.ts");
  return {
    title: commandsOf(packageManager).install.join(" "),
    install: (onLine) => install(io, path, packageManager, t, onLine),
  };
}

/** @param isTold whether the user has asked for a repository in so many words */
async function commitIn(run: Run, target: Target, isTold: boolean): Promise<StepState> {
  const { io, t, outcome } = run;
  if (await repositoryOf(io, target)) {
    say(run, t.report.insideRepository);
    return "skipped";
  }
  const { hasGit, makeRepository } = await import("./effects/git.ts");
  if (!isTold && !(await hasGit(io, target.path))) {
    say(run, t.report.noGit);
    return "skipped";
  }
  const paths = await ownFiles(run, target);
  const { knowsAuthor } = await makeRepository(io, target.path, paths, t);
  say(run, outcome.hadFiles ? t.report.committedOnly(paths.length) : t.report.committed);
  if (!knowsAuthor) say(run, t.report.unknownAuthor);
  return "done";
}

/** The files that are this program's: those of the plan that are not the user's, and what its install has written. */
async function ownFiles({ io, outcome }: Run, { path }: Target): Promise<string[]> {
  const planned = outcome.changes.filter((change) => isWritten(change) || change.action === "same");
  const locks: string[] = [];
  for (const name of outcome.steps.install === "done" ? outcome.newLocks : []) {
    if ((await orAbsent(io.fs.lstat(join(path, name))))?.isFile()) locks.push(name);
  }
  return [...planned.map((change) => change.path), ...locks];
}

async function verifyIn(run: Run, { path }: Target, options: Options): Promise<StepState> {
  const { io, t, outcome } = run;
  if (outcome.steps.install === "failed") {
    say(run, t.verify.impossible);
    return "skipped";
  }
  say(run, t.verify.title);
  const steps: VerifyStep[] = [];
  outcome.verification = steps;
  const { verify } = await import("./effects/verify/verify.ts");
  const onStep = (step: VerifyStep) => {
    steps.push(step);
    if (step.status === "done") say(run, verifiedText(step, t));
  };
  await verify(io, { folder: path, options, changes: outcome.changes, onStep }, t);
  return "done";
}

function say({ human }: Run, text: string): void {
  human.write(`${text}\n`);
}
