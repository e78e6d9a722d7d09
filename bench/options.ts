import { parseArgs } from "node:util";
import type { Work } from "./work.ts";

/** What the command line asks for. */
export interface BenchOptions {
  /** The names of the works to do: those of `--only`; else all, the long ones under `--long` alone. */
  works: string[];
  /** Those of `--peers`; else all that the works have. */
  peers: string[];
  /** Undefined where each work has its own number. */
  rounds: number | undefined;
  /** Print the results as JSON, not as tables. */
  json: boolean;
  /** The peer to profile, instead of measuring. */
  profile: string | undefined;
}

/** Reads the command line. Throws a message for the reader where it asks for what there is not. */
export function readOptions(argv: string[], works: Record<string, Work>): BenchOptions {
  const { values } = parseArgs({
    args: argv,
    options: {
      only: { type: "string" },
      peers: { type: "string" },
      rounds: { type: "string" },
      long: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      profile: { type: "string" },
    },
  });
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && (!Number.isInteger(rounds) || rounds < 1 || rounds > 100)) {
    throw new Error(`--rounds ${values.rounds}: expected a whole number from 1 to 100`);
  }

  const all = Object.keys(works);
  const usual = all.filter((name) => values.long || !works[name]?.isLong);
  const chosen = names("--only", values.only, all) ?? usual;
  const peersOf = (list: string[]) => [...new Set(list.flatMap((name) => works[name]?.peers ?? []))];
  const peers = peersOf(all);
  return {
    works: chosen,
    peers: names("--peers", values.peers, peers) ?? peersOf(chosen),
    rounds,
    json: values.json,
    profile: names("--profile", values.profile, peers)?.[0],
  };
}

/**
 * The names of a list with commas, in the order in which they are known; `undefined` where none is given. What
 * stands before a colon names all that have it.
 */
function names(option: string, text: string | undefined, known: string[]): string[] | undefined {
  if (text === undefined) return undefined;
  const given = text.split(",").map((name) => name.trim());
  const isGiven = (name: string) => given.includes(name) || given.includes(name.split(":")[0] ?? "");
  const unknown = given.filter((name) => !known.some((one) => one === name || one.startsWith(`${name}:`)));
  if (unknown.length > 0) {
    throw new Error(`${option}: there is no "${unknown.join('", "')}". Choose from: ${known.join(", ")}`);
  }
  return known.filter(isGiven);
}
