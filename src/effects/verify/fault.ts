import { setTimeout as delay } from "node:timers/promises";
import type { RunResult } from "../../io.ts";
import type { VerifyFault } from "../../phrase.ts";

/** A step of the verification failed. */
export class Fault extends Error {
  readonly fault: VerifyFault;

  constructor(fault: VerifyFault) {
    super(fault[0]);
    this.fault = fault;
  }
}

/** A program that runs. */
export interface Running {
  readonly program: string;
  /** Resolves when it has ended. Rejects when the run is cancelled, and it has ended for that. */
  readonly ended: Promise<RunResult>;
}

/** Waits for something of a program's, for as long as it runs, and for no longer than the limit. */
export async function within<Result>(
  seconds: number,
  work: Promise<Result>,
  { ended, program }: Running,
): Promise<Result> {
  const settled = new AbortController();
  const tooLate = delay(seconds * 1000, undefined, { signal: settled.signal }).then(() => {
    throw new Fault(["timeLimit", seconds]);
  });
  const tooEarly = ended.then(({ status }) => {
    throw new Fault(status === "missing" ? ["missing", program] : ["ended", ""]);
  });
  try {
    return await Promise.race([work, tooLate, tooEarly]);
  } finally {
    settled.abort();
  }
}
