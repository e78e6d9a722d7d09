import type { Goal, Work } from "./work.ts";

/** One measurement. */
export interface Sample {
  work: string;
  figure: string;
  peer: string;
  round: number;
  value: number;
}

/** Median and extremes. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** What one peer came to in one figure of one work, over all rounds. */
export interface Result {
  work: string;
  figure: string;
  peer: string;
  rounds: number;
  /** In the work's unit. */
  value: Spread;
  /** To the base in the same round. */
  ratio: Spread;
}

/** Whether a peer meets a goal in one figure. */
export interface Verdict extends Goal {
  work: string;
  figure: string;
  /** What is held to the goal: a multiple of the base's figure, or a value. */
  spread: Spread;
  /** Whether the median is no more than the goal. */
  isMet: boolean;
}

/** Puts the rounds together. The first peer of a work is the measure of its others. */
export function summarize(samples: Sample[], works: Record<string, Work>): Result[] {
  return [...groupsOf(samples)].map(([, group]) => {
    const { work, figure, peer } = group[0] as Sample;
    return {
      work,
      figure,
      peer,
      rounds: group.length,
      value: spreadOf(group.map(({ value }) => value)),
      ratio: spreadOf(ratios(group, samples, works[work]?.peers[0] as string)),
    };
  });
}

/** Holds the peers that were measured to the goals of their works. */
export function judge(samples: Sample[], works: Record<string, Work>): Verdict[] {
  const groups = [...groupsOf(samples).values()];
  return Object.entries(works).flatMap(([name, { goals }]) =>
    goals.flatMap((goal) =>
      groups
        .filter(([first]) => first?.work === name && first.peer === goal.peer && isFor(goal, first.figure))
        .map((group) => {
          const values = goal.base ? ratios(group, samples, goal.base) : group.map(({ value }) => value);
          const spread = spreadOf(values);
          return {
            ...goal,
            work: name,
            figure: group[0]?.figure as string,
            spread,
            isMet: spread.median <= goal.most,
          };
        }),
    ),
  );
}

const isFor = ({ figures }: Goal, figure: string) => figures?.includes(figure) ?? true;

/** The samples of each peer in each figure of each work. */
function groupsOf(samples: Sample[]): Map<string, Sample[]> {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const key = `${sample.work}/${sample.figure}/${sample.peer}`;
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  return groups;
}

/** Each sample of a group as a multiple of what another peer came to in the same round. */
function ratios(group: Sample[], samples: Sample[], base: string): number[] {
  return group.map(({ work, figure, round, value }) => {
    const isBase = (other: Sample) =>
      other.work === work && other.figure === figure && other.round === round && other.peer === base;
    return value / (samples.find(isBase)?.value as number);
  });
}

export function spreadOf(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] as number;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  };
}
