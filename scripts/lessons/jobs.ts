import type { Check, Result } from "../../templates/features/workshop/+node/lessons/run/format.ts";

/** One handler that a lesson's checks are to judge. */
export interface Job {
  lesson: string;
  /** "start", "solution" or "wrong/ends-never". */
  state: string;
  /** The handler's code, in the language of the project that it is put into. */
  code: string;
  checks: Check[];
  /** Seconds to wait for what must come. */
  patience: number;
}

/** A job, and what came of it. */
export type Judged = Pick<Job, "lesson" | "state"> & { results: Result[] };
