import type { Clause, StartClause } from "../../../conformance/clause.ts";
import { clauses, startClauses } from "../../../conformance/clauses/index.ts";
import { openAiClauses } from "../../../conformance/clauses/openai/index.ts";

/** A clause of a server that runs, or of one that starts and stops. */
export type AnyClause =
  | { readonly kind: "running" | "openai"; readonly clause: Clause }
  | { readonly kind: "starting"; readonly clause: StartClause };

/** All that the project's tests hold a server to. */
export const allClauses: readonly AnyClause[] = [
  ...clauses.map((clause) => ({ kind: "running", clause }) as const),
  ...openAiClauses.map((clause) => ({ kind: "openai", clause }) as const),
  ...startClauses.map((clause) => ({ kind: "starting", clause }) as const),
];

/** The sections of the protocol, and of what OpenAI's clients want (`O`), with those below them. */
export const sections: readonly string[] = [
  ...new Set(allClauses.flatMap(({ clause: { section } }) => [section.split(".")[0] ?? "", section])),
].sort((one, other) => one.localeCompare(other, "en", { numeric: true }));

/** Whether a section is one that was asked for, or below it. */
export const isWithin = (section: string, asked: string): boolean =>
  section === asked || section.startsWith(`${asked}.`);
