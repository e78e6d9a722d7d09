import type { Clause, StartClause } from "../clause.ts";
import { checkClauses } from "./checks.ts";
import { endpointClauses } from "./endpoint.ts";
import { endClauses } from "./ends.ts";
import { hostileClauses } from "./hostile.ts";
import { hostileBodyClauses } from "./hostile-bodies.ts";
import { lifecycleClauses } from "./lifecycle.ts";
import { requestClauses } from "./request.ts";
import { routeClauses } from "./routes.ts";
import { ruleClauses } from "./rules.ts";
import { safetyClauses } from "./safety.ts";
import { streamClauses } from "./stream.ts";

/** What a server promises while it runs, in the protocol's order. */
export const clauses: readonly Clause[] = [
  ...endpointClauses,
  ...requestClauses,
  ...checkClauses,
  ...streamClauses,
  ...ruleClauses,
  ...endClauses,
  ...routeClauses,
  ...safetyClauses,
  ...hostileClauses,
  ...hostileBodyClauses,
];

/** What it promises when it starts and stops. */
export const startClauses: readonly StartClause[] = lifecycleClauses;
