/** Bytes of a file, and of all files, that are read of a submission; archives are cut by what they unpack to. */
export const MOST_BYTES = 1_000_000;
export const MOST_TOTAL = 5_000_000;
/** Bytes of an archive. */
export const MOST_ARCHIVE = 100_000_000;
/** Entries of a folder or an archive that are looked at, and levels of folders. */
export const MOST_ENTRIES = 20_000;
export const MOST_LEVELS = 8;
/** Submissions of a class. */
export const MOST_SUBMISSIONS = 1000;

/** Seconds. */
export interface TimeLimits {
  /** For what a check waits for. */
  readonly patience: number;
  readonly lesson: number;
  readonly submission: number;
}

export const TIME_LIMITS: TimeLimits = { patience: 5, lesson: 20, submission: 60 };
