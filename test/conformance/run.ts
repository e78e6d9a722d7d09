import type { Clause, Start, StartClause } from "./clause.ts";
import type { Server } from "./server.ts";

/** Milliseconds after which a check counts as failed. */
const timeLimit = 20_000;

/** What became of each clause: `undefined` where the promise was kept, else the error that says how not. */
export type Results = Map<Clause | StartClause, unknown>;

/** Checks clauses against one server. */
export async function checkServer(
  server: Server,
  clauses: readonly Clause[],
  results: Results,
): Promise<void> {
  const check = async (clause: Clause) => {
    const session = server.session();
    results.set(clause, await failureOf(clause.check(session)));
    session.closeConnections();
  };
  const slow = clauses.filter((clause) => clause.isSlow).map(check);
  for (const clause of clauses) if (!clause.isSlow) await check(clause);
  await Promise.all(slow);
}

/** Checks clauses against servers that are started with what each needs. */
export async function checkAll(
  start: Start,
  clauses: readonly Clause[],
  startClauses: readonly StartClause[],
): Promise<Results> {
  const results: Results = new Map();
  for (const [env, group] of groupByEnvironment(clauses)) {
    await checkServer(await start(env), group, results);
  }
  for (const clause of startClauses) results.set(clause, await failureOf(clause.check(start)));
  return results;
}

function groupByEnvironment(clauses: readonly Clause[]): Map<Clause["env"], Clause[]> {
  const groups = new Map<Clause["env"], Clause[]>();
  for (const clause of clauses) groups.set(clause.env, [...(groups.get(clause.env) ?? []), clause]);
  return groups;
}

async function failureOf(check: Promise<void>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No result within ${timeLimit / 1000} s`)), timeLimit);
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
