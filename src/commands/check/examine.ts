import { type Clause, type Obstacle, obstacleOf } from "../../../conformance/clause.ts";
import { checkOne } from "../../../conformance/run.ts";
import { type Place, Server } from "../../../conformance/server.ts";
import type { Run } from "../command.ts";
import { evidence } from "./evidence.ts";
import type { ClauseWords } from "./promises.ts";
import { type AnyClause, allClauses, isWithin, sections } from "./sections.ts";
import type { Target } from "./target.ts";

/** Seconds for all clauses. */
const MOST = 300;

export type Status = "kept" | "broken" | "skipped";

/** Why a clause was not checked. */
export type Reason = Obstacle | "openai" | "process" | "time";

/** What became of one clause. */
export interface Finding {
  readonly section: string;
  readonly promise: string;
  readonly status: Status;
  /** What was seen in place of what is promised. */
  readonly found?: string;
  readonly reason?: Reason;
}

/**
 * Checks the clauses that were asked for, one after the other. They come in the order of their sections.
 * @param before is told of each clause before it is checked
 * @param most seconds for all of them
 */
export async function examine(
  place: Place,
  { only, key }: Target,
  { io, t }: Run,
  words: ClauseWords,
  before: (promise: string) => void,
  most = MOST,
): Promise<Finding[]> {
  const server = new Server(place);
  const late = AbortSignal.timeout(most * 1000);
  const signal = AbortSignal.any([io.signal, late]);
  const hidden = (text: string) => (key === undefined ? text : text.replaceAll(key, "…"));
  const findings: Finding[] = [];
  for (const found of allClauses) {
    const { section, promise } = found.clause;
    if (only.length > 0 && !only.some((asked) => isWithin(section, asked))) continue;
    const reason = late.aborted ? "time" : reasonToSkip(found, place);
    if (reason) {
      findings.push({ section, promise, status: "skipped", reason });
      continue;
    }
    before(words.promise(promise));
    const failure = await checkOne(server, found.clause as Clause, signal);
    io.signal.throwIfAborted();
    if (failure === undefined) findings.push({ section, promise, status: "kept" });
    else
      findings.push({
        section,
        promise,
        status: "broken",
        found: hidden(evidence(failure, t, words.detail)),
      });
  }
  return findings.sort((one, other) => sections.indexOf(one.section) - sections.indexOf(other.section));
}

function reasonToSkip({ kind, clause }: AnyClause, place: Place): Reason | undefined {
  if (kind === "starting") return "process";
  return kind === "openai" && place.openAiAt === undefined ? "openai" : obstacleOf(clause, place);
}
