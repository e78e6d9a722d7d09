import type { Clause, Start, StartClause } from "./clause.ts";
import { NoResult } from "./failures.ts";
import { timeLimit } from "./limits.ts";
import type { Server } from "./server.ts";

/** What became of each clause: `undefined` where the promise was kept, else the error that says how not. */
export type Results = Map<Clause | StartClause, unknown>;

/** Checks clauses against one server that runs. */
export async function checkServer(server: Server, clauses: readonly Clause[]): Promise<Results> {
  const results: Results = new Map();
  await inLanes(clauses, (lane) => checkOneByOne(server, lane, results));
  return results;
}

/** Checks clauses against servers that are started with what each needs. */
export async function checkAll(
  start: Start,
  clauses: readonly Clause[],
  startClauses: readonly StartClause[],
): Promise<Results> {
  const results: Results = new Map();
  await inLanes(clauses, async (lane, isSlow) => {
    for (const [env, group] of groupByEnvironment(lane)) {
      await checkOneByOne(await start(env), group, results);
    }
    if (isSlow) return;
    for (const clause of startClauses) results.set(clause, await failureOf(clause.check(start)));
  });
  return results;
}

/** The slow clauses wait for most of their time: they have a lane of their own, beside all others. */
async function inLanes(
  clauses: readonly Clause[],
  check: (lane: readonly Clause[], isSlow: boolean) => Promise<void>,
): Promise<void> {
  const lane = (isSlow: boolean) =>
    check(
      clauses.filter((clause) => Boolean(clause.isSlow) === isSlow),
      isSlow,
    );
  await Promise.all([lane(true), lane(false)]);
}

async function checkOneByOne(server: Server, clauses: readonly Clause[], results: Results): Promise<void> {
  for (const clause of clauses) results.set(clause, await checkOne(server, clause));
}

/** Checks one clause: `undefined` where the promise was kept, else the error that says how not. */
export const checkOne = (server: Server, clause: Clause, signal?: AbortSignal): Promise<unknown> =>
  during(server, signal, (session) => failureOf(clause.check(session)));

/** Gives some work connections of its own, which end with it, or when the signal fires. */
export async function during<Result>(
  server: Server,
  signal: AbortSignal | undefined,
  work: (session: Server) => Promise<Result>,
): Promise<Result> {
  const session = server.session();
  const close = () => session.close();
  signal?.addEventListener("abort", close);
  try {
    return await work(session);
  } finally {
    signal?.removeEventListener("abort", close);
    session.close();
  }
}

function groupByEnvironment(clauses: readonly Clause[]): Map<Clause["env"], Clause[]> {
  const groups = new Map<Clause["env"], Clause[]>();
  for (const clause of clauses) groups.set(clause.env, [...(groups.get(clause.env) ?? []), clause]);
  return groups;
}

async function failureOf(check: Promise<void>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new NoResult(timeLimit / 1000)), timeLimit);
  });
  try {
    await Promise.race([check, late]);
    return undefined;
  } catch (error) {
    return error;
  } finally {
    clearTimeout(timer);
  }
}
