import type { Sha256 } from "../../hash.ts";
import { type Bench, withPlainEnds } from "./bench.ts";
import type { Outcome } from "./rerun.ts";
import type { Lack } from "./runtimes.ts";
import type { Submission, Unreadable } from "./submission.ts";

/** What a report says that is not so, of a lesson or of the whole. */
export type Mismatch =
  | "claimed"
  | "unclaimed"
  | "otherHandler"
  | "otherChecks"
  | "looked"
  | "noReport"
  | "brokenChain";

/** A lesson of a submission, as it was re-run. */
export interface Mark {
  readonly lesson: string;
  readonly points: 0 | 1;
  readonly outcome: Outcome;
  readonly mismatches: readonly Mismatch[];
}

export interface Compared {
  /** The name that the report gives, for its owner. */
  readonly owner: string;
  readonly marks: readonly Mark[];
  readonly mismatches: readonly Mismatch[];
  readonly points: number;
}

/** What a submission is worth. */
export interface Grade extends Compared {
  /** Of its folder or archive. */
  readonly name: string;
  /** Why it could not be run. */
  readonly fault?: Fault;
}

/** `stopped`: the run was ended before. */
export type Fault = Unreadable | Lack | "noArchive" | "unreadable" | "stopped";

/** Characters of a name that a report gives. */
const MOST_NAME = 200;

interface Row {
  readonly name?: unknown;
  readonly hash?: unknown;
  readonly passed?: unknown;
  readonly looked?: unknown;
  readonly handler?: unknown;
}

interface Report {
  readonly name?: unknown;
  readonly lessons?: unknown;
  readonly attempts?: unknown;
}

/** Holds a submission's report against what came of running it again. A point is given for what was run, not for what was said. */
export function compare(
  { report, handlers }: Submission,
  outcomes: ReadonlyMap<string, Outcome>,
  { lessons }: Bench,
  sha256: Sha256,
): Compared {
  const said = isObject(report) ? (report as Report) : undefined;
  const rows = (Array.isArray(said?.lessons) ? said.lessons.filter(isObject) : []) as Row[];
  const rowOf = (lesson: string) => rows.find((one) => one.name === lesson);
  const own = lessons.filter(({ name, isExtra }) => !isExtra || handlers.has(name) || rowOf(name));
  const marks = own.map(({ name, hash }): Mark => {
    const outcome = outcomes.get(name) ?? { state: "missing" };
    const row = rowOf(name);
    const isPassed = outcome.state === "passed";
    const code = handlers.get(name);
    const mismatches: Mismatch[] = [];
    if (row?.passed && !isPassed) mismatches.push("claimed");
    if (said && !row?.passed && isPassed) mismatches.push("unclaimed");
    if (row?.passed && code !== undefined && row.handler !== sha256(withPlainEnds(code)))
      mismatches.push("otherHandler");
    if (row?.passed && row.hash !== hash) mismatches.push("otherChecks");
    if (row?.looked === true) mismatches.push("looked");
    return { lesson: name, points: isPassed ? 1 : 0, outcome, mismatches };
  });
  const whole: Mismatch[] = said
    ? isWholeChain(said.attempts, sha256)
      ? []
      : ["brokenChain"]
    : ["noReport"];
  const owner = typeof said?.name === "string" ? said.name.slice(0, MOST_NAME) : "";
  const points = marks.reduce((sum, mark) => sum + mark.points, 0);
  return { owner, marks, mismatches: whole, points };
}

/** Each attempt's hash is of the hash before it and of the attempt without its own. */
function isWholeChain(attempts: unknown, sha256: Sha256): boolean {
  if (!Array.isArray(attempts)) return false;
  let before = "";
  return attempts.every((attempt) => {
    // One that holds no plain values alone is none of ours: some go deeper than can be walked.
    if (!isObject(attempt) || Object.values(attempt).some((value) => typeof value === "object")) return false;
    const { hash, ...rest } = attempt as Record<string, unknown>;
    const isNext = hash === sha256(`${before}\n${JSON.stringify(rest)}`);
    before = String(hash);
    return isNext;
  });
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
