import { holding } from "../../effects/lock.ts";
import { inspectTarget } from "../../effects/target.ts";
import { writeProject } from "../../effects/write.ts";
import { UserError } from "../../errors.ts";
import { languageOf } from "../../i18n/language.ts";
import type { Options } from "../../options/table.ts";
import { isMoved } from "../../plan/changes.ts";
import { platformOf } from "../../platforms/index.ts";
import { isManifest, wayBack } from "../../report/change-next.ts";
import { changedText } from "../../report/change-text.ts";
import { addError, exitCodeOf } from "../../report/outcome.ts";
import { teller } from "../../report/tell.ts";
import { install } from "../../steps/install.ts";
import type { Job, Step } from "../../steps/step.ts";
import { verify } from "../../steps/verify.ts";
import { cleanUpIn } from "../../steps/write.ts";
import { version } from "../../version.ts";
import type { CommandReport, Run } from "../command.ts";
import { keptAside, withoutAside } from "./aside.ts";
import { newsBetween } from "./news.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { type Project, readProject } from "./project.ts";
import { show } from "./show.ts";

/** What the user wants of a project, by its options as they are. */
export type Wish = (project: Project) => Options | Promise<Options>;

/**
 * Brings a project to what this version makes of its answers, or of other ones, and keeps what the user has changed:
 * looks at all of it, writes all or nothing, tells git of conflicts, and installs.
 */
export async function changeProject(run: Run, folder: string, wish: Wish): Promise<CommandReport> {
  const { io, t, outcome } = run;
  const isDry = outcome.dryRun;
  // Before anything is written there, be it a lock.
  await readProject(io, folder);
  const prepared = isDry
    ? await look(run, folder, wish)
    : await holding(io, folder, async () => {
        await cleanUpIn({ io, tell: teller(run) }, folder, true);
        const found = await look(run, folder, wish);
        await writeAll(run, folder, found);
        return found;
      });
  show(run, prepared.disk);
  if (isDry) return { exitCode: 0, text: t.change.nothingWritten };

  await finish(run, folder, prepared);
  return { exitCode: exitCodeOf(outcome), text: changedText(outcome, io, t) };
}

/** Finds out what is to be done, and notes it in the outcome. */
async function look(run: Run, folder: string, wish: Wish): Promise<Prepared> {
  const { io, outcome, line, given } = run;
  const project = await readProject(io, folder);
  const { install = true, verify = false } = given;
  const options = { ...(await wish(project)), install, verify };
  const prepared = await prepare(io, project, options, {
    isForced: line.controls.force !== undefined,
    tell: teller(run),
  });
  const { changes, workspace, isCommitted, failed } = prepared;
  Object.assign(outcome, { options, directory: folder, changes, workspace, hadFiles: true });
  outcome.change = {
    from: project.version,
    to: version,
    isInRepository: prepared.workTree !== undefined,
    news: await newsBetween(io, languageOf([line.given.lang], io), project.version, version),
    ...(failed && { failed }),
    ...(changes.some(isMoved) && { back: wayBack(io, folder, isCommitted) }),
  };
  return prepared;
}

async function writeAll({ io, outcome }: Run, folder: string, prepared: Prepared): Promise<void> {
  const { changes, disk, isCommitted, options } = prepared;
  if (changes.some(isMoved)) {
    const aside = isCommitted ? await withoutAside(io, folder) : await keptAside(io, folder, changes, disk);
    await writeProject(io, await inspectTarget(io, folder), [...changes, ...aside], options);
  }
  outcome.steps.write = "done";
}

/** All that follows once the files are there. Where it fails, the project stays, and the rest is done. */
async function finish(run: Run, folder: string, prepared: Prepared): Promise<void> {
  const { io, outcome, given } = run;
  const { changes, workTree, options, isCommitted } = prepared;
  const torn = changes.filter(({ action }) => action === "conflict");
  const tell = teller(run);
  let isMarked = true;
  if (workTree) {
    // Where git is not the way back, it need not know of them.
    const created = isCommitted ? changes.filter(({ action }) => action === "create") : [];
    const marked = torn.flatMap(({ path, clash }) =>
      clash?.base === undefined ? [] : [{ path, base: clash.base, yours: clash.yours, next: clash.next }],
    );
    isMarked = await workTree.mark(
      marked,
      created.map(({ path }) => path),
    );
  }
  if (!isMarked) await tell({ kind: "notMarked" });
  if (torn.length > 0) {
    const places = torn.reduce((sum, { clash }) => sum + (clash?.places ?? 0), 0);
    const paths = torn.map(({ path }) => path);
    const error = new UserError("CONFLICTS", ["conflicts", places, paths], {
      hint: [workTree ? "conflictsInGitHint" : "conflictsHint"],
    });
    outcome.errors.push(error);
  }
  const target = await inspectTarget(io, folder);
  const job: Job = {
    ...{ io, t: run.t, options, target, state: outcome, tell },
    isGitTold: false,
    isInstallTold: given.install === true,
  };
  const isWhole = torn.length === 0;
  // Into an environment of the user's own in Python, nothing is installed.
  const isOwn = options.application !== undefined && platformOf(options.framework).name === "python";
  if (options.install && isWhole && !isOwn && changes.some(isManifest)) await take(run, install, job);
  if (options.verify && isWhole) await take(run, verify, job);
}

async function take(
  { io, outcome }: Run,
  step: Step & { name: "install" | "verify" },
  job: Job,
): Promise<void> {
  try {
    outcome.steps[step.name] = await step.run(job);
  } catch (error) {
    io.signal.throwIfAborted();
    outcome.steps[step.name] = "failed";
    addError(outcome, error);
  }
}
