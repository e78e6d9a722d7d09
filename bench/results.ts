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
  /** In the work's unit. */
  value: Spread;
  /** To the base in the same round. */
  ratio: Spread;
}

/** Puts the rounds together. `baseOf` names the peer that is the measure of a work. */
export function summarize(samples: Sample[], baseOf: (work: string) => string): Result[] {
  const groups = new Map<string, Sample[]>();
  const byKey = new Map<string, number>();
  for (const sample of samples) {
    const group = `${sample.work}/${sample.figure}/${sample.peer}`;
    groups.set(group, [...(groups.get(group) ?? []), sample]);
    byKey.set(`${group}/${sample.round}`, sample.value);
  }
  return [...groups.values()].map((group) => {
    const { work, figure, peer } = group[0] as Sample;
    const base = (round: number) => byKey.get(`${work}/${figure}/${baseOf(work)}/${round}`) as number;
    return {
      work,
      figure,
      peer,
      value: spreadOf(group.map(({ value }) => value)),
      ratio: spreadOf(group.map(({ value, round }) => value / base(round))),
    };
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
