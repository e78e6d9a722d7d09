import type { Sample } from "./results.ts";
import type { Work } from "./work.ts";

const USUAL_ROUNDS = 5;

/** What of the bench is to run. */
export interface Selection {
  works: Record<string, Work>;
  peers: string[];
}

/**
 * Measures every peer once a round, in as many rounds as are wanted or as each work has, in an order of chance, so that what disturbs the machine falls on all alike.
 * Yields the samples of one work in one round, always with those of its base.
 */
export async function* measureRounds({ works, peers }: Selection, wanted?: number): AsyncGenerator<Sample[]> {
  const roundsOf = (work: Work) => wanted ?? work.rounds ?? USUAL_ROUNDS;
  const most = Math.max(...Object.values(works).map(roundsOf));
  for (let round = 1; round <= most; round++) {
    for (const [name, work] of Object.entries(works)) {
      const rounds = roundsOf(work);
      if (round > rounds) continue;
      const samples: Sample[] = [];
      for (const peer of shuffled(peersOf(work, peers))) {
        process.stderr.write(`round ${round} of ${rounds}: ${name}, ${peer}\n`);
        const figures = await work.measure(peer);
        for (const [figure, value] of Object.entries(figures)) {
          samples.push({ work: name, figure, peer, round, value });
        }
      }
      yield samples;
    }
  }
}

/** Those of the wanted peers that the work has, and all that they are compared with. */
function peersOf({ peers, goals }: Work, wanted: string[]): string[] {
  const chosen = peers.filter((peer) => wanted.includes(peer));
  const bases = goals.filter(({ peer }) => chosen.includes(peer)).map(({ base }) => base);
  const needed = new Set([...chosen, ...bases, peers[0]]);
  return chosen.length > 0 ? peers.filter((peer) => needed.has(peer)) : [];
}

function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
