/** Something to measure. */
export interface Work {
  title: string;
  /** What the figures count. */
  unit: string;
  /** The most that ours may be: as a multiple of the base's figure in the same round, or in the work's unit. */
  goal: { ratio: number } | { value: number };
  /** What it is measured with. The first is the base. */
  peers: string[];
  /** Takes minutes a round, and so runs only when it is asked for. */
  isLong?: boolean;
  /** Measures one peer once. Returns its figures by name. */
  measure: (peer: string) => Promise<Record<string, number>>;
  /** Writes a profile of one peer for each figure, into the file that `fileFor` names. */
  profile?: (peer: string, fileFor: FileFor) => Promise<unknown>;
}

/** The file for what belongs to a figure. */
export type FileFor = (figure: string) => string;
