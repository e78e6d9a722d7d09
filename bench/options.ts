import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface BenchOptions {
  only: string[];
  peers: string[];
  rounds: number;
  json: boolean;
}

/** Reads the command line. Throws a message for the reader where it asks for what there is not. */
export function readOptions(argv: string[], known: { works: string[]; peers: string[] }): BenchOptions {
  const { values } = parseArgs({
    args: argv,
    options: {
      only: { type: "string" },
      peers: { type: "string" },
      rounds: { type: "string", default: "5" },
      json: { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) {
    throw new Error(`--rounds ${values.rounds}: expected a whole number from 1 to 100`);
  }
  return {
    only: names("--only", values.only, known.works),
    peers: names("--peers", values.peers, known.peers),
    rounds,
    json: values.json,
  };
}

/** A list of names with commas between them; all that there are, where none is given. */
function names(option: string, text: string | undefined, known: string[]): string[] {
  if (text === undefined) return known;
  const given = text.split(",").map((name) => name.trim());
  const unknown = given.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`${option}: there is no ${unknown.join(", ")}. Choose from ${known.join(", ")}`);
  }
  return known.filter((name) => given.includes(name));
}
