import assert from "node:assert/strict";

/** Where a server may break a promise. */
export interface Difference {
  /** Why it may, as the end of the sentence "It differs, since …". */
  reason: string;
  /** What the failed check says of it. Any other failure is none that is allowed. */
  shows: RegExp;
}

/** The differences of one kind of server, by the promise of the clause. */
export type Differences = Readonly<Record<string, Difference>>;

/** Throws unless a promise was kept, or broken in the way that its difference, where it has one, says. */
export function expectOutcome(failure: unknown, difference: Difference | undefined): void {
  if (!difference) {
    if (failure !== undefined) throw failure;
    return;
  }
  const { reason, shows } = difference;
  assert.ok(failure !== undefined, `The promise is kept now: take the difference out (since ${reason})`);
  if (!(failure instanceof Error && shows.test(failure.message))) throw failure;
}
