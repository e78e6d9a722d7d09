import { join, relative } from "node:path";
import type { VerifyStep } from "../effects/verify/verify.ts";
import { Cancelled, type UserError } from "../errors.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import type { Options } from "../options/table.ts";
import { isWithin } from "../path-of.ts";
import { spelt } from "../plain.ts";
import { type FileChange, isWritten } from "../plan/changes.ts";
import { commandsOf } from "../plan/commands.ts";
import { clientUrl } from "../plan/view.ts";
import { faultOf } from "./fault.ts";
import { nextCommands } from "./next.ts";
import type { Outcome } from "./outcome.ts";
import { saidBy, wayOutOf } from "./phrase.ts";

/** The plan as a list: what would happen to each file, and its size. */
export function planText({ changes, directory = "" }: Outcome, { cwd }: Io, t: Messages): string {
  return [
    t.report.planned(seenFrom(cwd, directory)),
    ...changes.map((change) => changeLine(change, t)),
    countsText(changes, t),
    ...missingLines(changes, t),
  ].join("\n");
}

/** What is about to happen to the files of a folder that is not empty. */
export function changesText({ changes, directory = "" }: Outcome, { cwd }: Io, t: Messages): string {
  const listed = changes.filter(({ action }) => action !== "same");
  return [
    t.report.changing(seenFrom(cwd, directory), countsText(changes, t)),
    ...listed.map((change) => changeLine(change, t)),
  ].join("\n");
}

function changeLine({ path, content, action }: FileChange, { report: { actions, bytes } }: Messages): string {
  const width = Math.max(...Object.values(actions).map((word) => word.length));
  // Of a file that is kept, the size of the generated one says nothing.
  const size = action === "keep" ? "" : `  ${bytes(Buffer.byteLength(content))}`;
  return `  ${actions[action].padEnd(width)}  ${path}${size}`;
}

/** How many files each thing happens to. */
export function countsText(changes: readonly FileChange[], t: Messages): string {
  const actions = Object.keys(t.review.counts) as FileChange["action"][];
  return actions
    .map((action) => [action, changes.filter((change) => change.action === action).length] as const)
    .filter(([, count]) => count > 0)
    .map(([action, count]) => t.review.counts[action](count))
    .join(t.hints.comma);
}

/** What the user has to put into files that stay theirs, and what two have said of the same thing. */
function missingLines(changes: readonly FileChange[], t: Messages): string[] {
  return changes.flatMap(({ path, action, missing, conflicts }) => [
    ...(Array.isArray(missing)
      ? [t.report.letsThrough(path), ...missing.map((line) => `  ${line}`)]
      : missing
        ? [t.report.lacks(path), JSON.stringify(missing, null, 2).replace(/^/gm, "  ")]
        : []),
    ...(conflicts
      ? [
          action === "overwrite" ? t.report.replaced(path) : t.report.conflicts(path),
          ...conflicts.map(
            ({ member, present, planned }) =>
              `  ${member}: ${JSON.stringify(present)} → ${JSON.stringify(planned)}`,
          ),
        ]
      : []),
  ]);
}

/** What was written, and what is left to be written by the user. */
export function writtenText(
  { changes, directory = "", workspace }: Outcome,
  { cwd }: Io,
  t: Messages,
): string {
  const written = changes.filter(isWritten);
  return [
    t.report.written(written.length, seenFrom(cwd, directory)),
    ...missingLines(changes, t),
    ...(workspace ? rootLines(workspace, t) : []),
  ].join("\n");
}

/** What is to be done at the root of a workspace: nothing outside the target is this program's to change. */
function rootLines({ root, manager, needs }: NonNullable<Outcome["workspace"]>, t: Messages): string[] {
  const files = [...needs].flatMap(([name, content]) => {
    const lines = content
      .toString()
      .replace(/^#.*\n/gm, "")
      .trimEnd();
    return lines === "" ? [] : [t.report.rootNeeds(join(root, name)), lines.replace(/^/gm, "  ")];
  });
  return [t.report.inWorkspace(root, commandsOf(manager).install.join(" ")), ...files];
}

/** One step of the verification, and the seconds that it took. */
export function verifiedText({ step, ms }: VerifyStep, t: Messages): string {
  return t.verify.step(t.verify.steps[step], (ms / 1000).toFixed(1));
}

/** A folder as the user finds it: from where they are, unless it is elsewhere. */
export function seenFrom(cwd: string, directory: string): string {
  const path = relative(cwd, directory);
  return path !== "" && isWithin(cwd, directory) ? path : directory;
}

/** What to do next, after a run that has made a project. */
export function closingText(outcome: Outcome, io: Io, t: Messages): string {
  const { options, again } = outcome;
  return [
    "",
    t.report.next,
    ...nextCommands(outcome, io).map((command) => `  ${command}`),
    ...(options?.testPage ? [addressText(outcome, options, t)] : []),
    ...(again === undefined ? [] : ["", t.report.again, `  ${again}`]),
  ].join("\n");
}

/** Settings of the user's may say another address than the one that was chosen. */
const addressText = ({ addressMover }: Outcome, options: Options, t: Messages): string =>
  addressMover === undefined ? t.report.address(`${clientUrl(options)}/`) : t.report.ownAddress(addressMover);

/** All errors for the person at the terminal: what was wrong, each fault, and then each way out, once. */
export function errorText(outcome: Outcome, io: Io, t: Messages): string {
  const messages = outcome.errors.flatMap((error) => [
    messageOf(error, outcome, t),
    ...faultsOf(error).map((fault) => `  ${spelt(faultOf(fault, t).message)}`),
  ]);
  const hints = [...outcome.errors.map((error) => ownHint(error, t)), goOnText(outcome, io, t)];
  const text = [...messages, ...new Set(hints.filter((hint) => hint !== undefined))].join("\n");
  return text.split("\n").map(spelt).join("\n");
}

export function messageOf(error: UserError | Cancelled, { steps }: Outcome, t: Messages): string {
  if (!(error instanceof Cancelled)) return saidBy(error, t);
  return steps.write === "done" ? t.errors.cancelledLater : t.errors.cancelled;
}

/** The way out of an error; where the project is there already, the commands to go on with. */
export function hintOf(
  error: UserError | Cancelled,
  outcome: Outcome,
  io: Io,
  t: Messages,
): string | undefined {
  const parts = [ownHint(error, t), goOnText(outcome, io, t)].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join("\n") : undefined;
}

const ownHint = (error: UserError | Cancelled, t: Messages) =>
  error instanceof Cancelled ? undefined : wayOutOf(error, t);

function goOnText(outcome: Outcome, io: Io, t: Messages): string | undefined {
  if (outcome.steps.write !== "done") return undefined;
  const commands = nextCommands(outcome, io);
  return commands.length === 0
    ? undefined
    : t.errors.goOn(commands.map((command) => `  ${command}`).join("\n"));
}

const faultsOf = (error: UserError | Cancelled) => (error instanceof Cancelled ? [] : error.faults);
