import { relative } from "node:path";
import type { FileChange } from "../effects/compare.ts";
import type { VerifyStep } from "../effects/verify/verify.ts";
import { Cancelled, type UserError } from "../errors.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import { spelt } from "../plain.ts";
import { clientUrl } from "../plan/view.ts";
import { nextCommands } from "./next.ts";
import type { Outcome } from "./outcome.ts";

/** The plan as a list: what would happen to each file, and its size. */
export function planText({ changes, directory = "" }: Outcome, { cwd }: Io, t: Messages): string {
  const { actions, bytes, planned } = t.report;
  const width = Math.max(...Object.values(actions).map((word) => word.length));
  const lines = changes.map(
    ({ path, text, action }) =>
      `  ${actions[action].padEnd(width)}  ${path}  ${bytes(Buffer.byteLength(text))}`,
  );
  return [planned(seenFrom(cwd, directory)), ...lines].join("\n");
}

/** What was written, and which files of the user's own stay in the place of generated ones. */
export function writtenText({ changes, directory = "" }: Outcome, { cwd }: Io, t: Messages): string {
  const pathsOf = (action: FileChange["action"]) =>
    changes.filter((change) => change.action === action).map(({ path }) => path);
  const count = pathsOf("create").length + pathsOf("overwrite").length;
  const kept = pathsOf("keep");
  return [
    t.report.written(count, seenFrom(cwd, directory)),
    ...(kept.length > 0 ? [t.report.kept, ...kept.map((path) => `  ${path}`)] : []),
  ].join("\n");
}

/** One step of the verification, and the seconds that it took. */
export function verifiedText({ step, ms }: VerifyStep, t: Messages): string {
  return t.verify.step(t.verify.steps[step], (ms / 1000).toFixed(1));
}

/** A folder as the user finds it: from where they are, unless it is elsewhere. */
function seenFrom(cwd: string, directory: string): string {
  const path = relative(cwd, directory);
  return path === "" || path.startsWith("..") ? directory : path;
}

/** What to do next, after a run that has made a project. */
export function closingText(outcome: Outcome, io: Io, t: Messages): string {
  const { options, again } = outcome;
  return [
    "",
    t.report.next,
    ...nextCommands(outcome, io).map((command) => `  ${command}`),
    ...(options?.testPage ? [t.report.address(`${clientUrl(options)}/`)] : []),
    ...(again === undefined ? [] : ["", t.report.again, `  ${again}`]),
  ].join("\n");
}

/** All errors for the person at the terminal: what was wrong, each fault, the way out. */
export function errorText(outcome: Outcome, io: Io, t: Messages): string {
  const messages = outcome.errors.flatMap((error) => [
    messageOf(error, outcome, t),
    ...faultsOf(error).map(({ message }) => `  ${spelt(message)}`),
  ]);
  const hints = outcome.errors.map((error) => hintOf(error, outcome, io, t));
  const text = [...messages, ...new Set(hints.filter((hint) => hint !== undefined))].join("\n");
  return text.split("\n").map(spelt).join("\n");
}

export function messageOf(error: UserError | Cancelled, { steps }: Outcome, t: Messages): string {
  if (!(error instanceof Cancelled)) return error.message;
  return steps.write === "done" ? t.errors.cancelledLater : t.errors.cancelled;
}

/** The way out of an error; where the project is there already, the commands to go on with. */
export function hintOf(
  error: UserError | Cancelled,
  outcome: Outcome,
  io: Io,
  t: Messages,
): string | undefined {
  if (!(error instanceof Cancelled) && error.hint !== undefined) return error.hint;
  if (outcome.steps.write !== "done") return undefined;
  return t.errors.goOn(
    nextCommands(outcome, io)
      .map((command) => `  ${command}`)
      .join("\n"),
  );
}

const faultsOf = (error: UserError | Cancelled) => (error instanceof Cancelled ? [] : error.faults);
