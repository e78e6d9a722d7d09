import type { Problem } from "./options/problems.ts";
import type { Phrase } from "./phrase.ts";

/** The exit code of each kind of failure. */
export const EXIT_CODES = {
  INTERNAL: 1,
  CHECK_FAILED: 1,
  BAD_OPTIONS: 2,
  BAD_ANSWERS: 2,
  LOST_FLAGS: 2,
  NOT_A_PROJECT: 2,
  TARGET_NOT_EMPTY: 3,
  TARGET_IS_FILE: 3,
  TARGET_BUSY: 3,
  UNCOMMITTED: 3,
  UNRESOLVED: 3,
  BASE_UNKNOWN: 3,
  NOTHING_TO_UNDO: 3,
  INSTALL_FAILED: 4,
  GIT_FAILED: 5,
  VERIFY_FAILED: 6,
  WRITE_FAILED: 7,
  CONFLICTS: 8,
} as const;

export type ErrorCode = keyof typeof EXIT_CODES;

interface Details {
  /** The way out. */
  readonly hint?: Said;
  /** What the program that failed has written. */
  readonly output?: string;
  readonly faults?: readonly Problem[];
  readonly cause?: unknown;
}

/** What is said to the user: a phrase, or, where it is about a word of theirs, that in words. */
type Said = Phrase | string;

/** A failure that the user can do something about. */
export class UserError extends Error {
  readonly code: ErrorCode;
  readonly said: Said;
  readonly hint: Said | undefined;
  readonly output: string | undefined;
  readonly faults: readonly Problem[];

  constructor(code: ErrorCode, said: Said, { hint, faults = [], output, cause }: Details = {}) {
    super(typeof said === "string" ? said : said.join(" "), { cause });
    this.name = "UserError";
    this.code = code;
    this.said = said;
    this.hint = hint;
    this.output = output;
    this.faults = faults;
  }

  get exitCode(): number {
    return EXIT_CODES[this.code];
  }
}

/** Exit codes of the signals that end a run: 128 and the signal's number, as shells report it. */
export const SIGNAL_EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export type EndingSignal = keyof typeof SIGNAL_EXIT_CODES;

/** The user, or a signal, ended the run. */
export class Cancelled extends Error {
  readonly exitCode: number;

  constructor(signal: EndingSignal) {
    super(`Cancelled by ${signal}`);
    this.name = "Cancelled";
    this.exitCode = SIGNAL_EXIT_CODES[signal];
  }
}

/** The system's code of an error (`ENOENT`, …), where it has one. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
