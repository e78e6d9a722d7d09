import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import type { StepEvent, Tell } from "../steps/step.ts";
import type { Outcome } from "./outcome.ts";
import type { Progress } from "./progress.ts";
import { changesText, verifiedText, writtenText } from "./text.ts";

/** Where a run speaks to the user, and in which words. */
interface Speaker {
  readonly io: Io;
  readonly t: Messages;
  readonly outcome: Outcome;
  readonly human: NodeJS.WriteStream;
}

/** Tells the user what the steps of a run tell, as it happens. */
export function teller({ io, t, outcome, human }: Speaker): Tell {
  let progress: Progress | undefined;
  return async (event) => {
    if (event.kind === "line") return progress?.show(event.line);
    if (event.kind === "installEnded") return progress?.end();
    human.write(`${wordsOf(event, outcome, io, t)}\n`);
    if (event.kind !== "installing") return;
    const { startProgress } = await import("./progress.ts");
    progress = startProgress(human, io.env);
  };
}

type Told = Exclude<StepEvent, { kind: "line" | "installEnded" }>;

function wordsOf(event: Told, outcome: Outcome, io: Io, t: Messages): string {
  switch (event.kind) {
    case "recovered":
    case "notRecovered":
      return t.report[event.kind](event.path);
    case "changing":
      return changesText(outcome, io, t);
    case "written":
      return writtenText(outcome, io, t);
    case "askingVersion":
      return t.report.askingVersion(event.version);
    case "installing":
      return t.report.installing(event.command);
    case "installed":
      return t.report.installed((event.ms / 1000).toFixed(1));
    case "otherManager":
      return t.report.otherManager(event.path, event.value, event.manager);
    case "committed":
      return outcome.hadFiles ? t.report.committedOnly(event.count) : t.report.committed;
    case "verifying":
      return t.verify.title;
    case "notVerified":
      return t.verify.impossible;
    case "notThere":
      return t.verify.notThere(event.step.step);
    case "verified":
      return verifiedText(event.step, t);
    default:
      return t.report[event.kind];
  }
}
