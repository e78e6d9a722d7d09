import type { FileChange } from "../effects/compare.ts";
import type { VerifyStep } from "../effects/verify/verify.ts";
import { Cancelled, UserError } from "../errors.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Options } from "../options/table.ts";

export type StepState = "done" | "skipped" | "failed";
export type StepName = "write" | "install" | "git" | "verify";

/** What a run has come to so far: the one value that both reports are made from. */
export interface Outcome {
  readonly dryRun: boolean;
  options?: Options;
  /** The target's absolute path. */
  directory?: string;
  changes: readonly FileChange[];
  /** Whether the folder held other files before. */
  hadFiles: boolean;
  /** Names of lock files that were not there before the install. */
  newLocks: readonly string[];
  readonly steps: Record<StepName, StepState>;
  /** The steps of the verification, where there was one. */
  verification?: VerifyStep[];
  /** The first is the one that decides the exit code. */
  readonly errors: (UserError | Cancelled)[];
  /** The command that does the same without questions, after questions. */
  again?: string;
}

export function newOutcome(dryRun: boolean): Outcome {
  return {
    dryRun,
    changes: [],
    hadFiles: false,
    newLocks: [],
    steps: { write: "skipped", install: "skipped", git: "skipped", verify: "skipped" },
    errors: [],
  };
}

/** Adds an error. One that is no failure of the user's or the system's is a fault of this program. */
export function addError(outcome: Outcome, error: unknown, t: Messages): void {
  const isKnown = error instanceof UserError || error instanceof Cancelled;
  outcome.errors.push(isKnown ? error : isFolderGone(error) ? folderGone(error, t) : internal(error, t));
}

/** What Node says where the current folder has been removed. */
const isFolderGone = (error: unknown) =>
  error instanceof Error && "syscall" in error && error.syscall === "uv_cwd";

const folderGone = (cause: unknown, t: Messages) =>
  new UserError("WRITE_FAILED", t.errors.folderGone, { hint: t.errors.folderGoneHint, cause });

const internal = (cause: unknown, t: Messages) =>
  new UserError("INTERNAL", t.errors.internal(String(cause)), { hint: t.errors.internalHint, cause });

export const exitCodeOf = ({ errors: [first] }: Outcome): number => first?.exitCode ?? 0;
