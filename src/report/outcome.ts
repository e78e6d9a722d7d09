import { Cancelled, UserError } from "../errors.ts";
import { type StepName, steps } from "../steps/index.ts";
import type { ProjectState, StepState } from "../steps/step.ts";

/** What a run has come to so far: the one value that both reports are made from. */
export interface Outcome extends ProjectState {
  readonly dryRun: boolean;
  readonly steps: Record<StepName, StepState>;
  /** The first is the one that decides the exit code. */
  readonly errors: (UserError | Cancelled)[];
  /** The command that does the same without questions, after questions. */
  again?: string;
  /** What is to be told of a project that was there. */
  change?: ProjectChange;
}

/** A project on its way from one version to another, or from some features to others. */
export interface ProjectChange {
  readonly from: string;
  readonly to: string;
  /** What the change log says of the versions in between. */
  readonly news: readonly string[];
  /** Whether git looks after it. */
  readonly isInRepository: boolean;
  /** Why the project's version could not be run, where that was tried. */
  readonly failed?: { readonly command: string; readonly output: string };
  /** The command that takes all of it back. */
  readonly back?: string;
}

export function newOutcome(dryRun: boolean): Outcome {
  return {
    dryRun,
    changes: [],
    hadFiles: false,
    isInRepository: false,
    newLocks: [],
    steps: Object.fromEntries(steps.map(({ name }) => [name, "skipped"])) as Outcome["steps"],
    errors: [],
  };
}

/** Adds an error. One that is no failure of the user's or the system's is a fault of this program. */
export function addError(outcome: Outcome, error: unknown): void {
  const isKnown = error instanceof UserError || error instanceof Cancelled;
  outcome.errors.push(isKnown ? error : isFolderGone(error) ? folderGone(error) : internal(error));
}

/** What Node says where the current folder has been removed. */
const isFolderGone = (error: unknown) =>
  error instanceof Error && "syscall" in error && error.syscall === "uv_cwd";

const folderGone = (cause: unknown) =>
  new UserError("WRITE_FAILED", ["folderGone"], { hint: ["folderGoneHint"], cause });

const internal = (cause: unknown) =>
  new UserError("INTERNAL", ["internal", String(cause)], { hint: ["internalHint"], cause });

export const exitCodeOf = ({ errors: [first] }: Outcome): number => first?.exitCode ?? 0;
