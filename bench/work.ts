/** Something to measure. */
export interface Work {
  title: string;
  /** What the figures count. */
  unit: string;
  /** Of figures that count something else, by their names. */
  units?: Record<string, string>;
  goals: Goal[];
  /** What it is measured with. The others' figures are given as multiples of the first's. */
  peers: string[];
  /** The rounds that it is measured in, where the command line does not say; else 5. */
  rounds?: number;
  /** What one must know to read its figures. */
  remark?: string;
  /** Takes minutes a round, and so runs only when it is asked for. */
  isLong?: boolean;
  /** Measures one peer once. Returns its figures by name. */
  measure: (peer: string) => Promise<Record<string, number>>;
  /** Writes a profile of one peer for each figure, into the file that `fileFor` names. */
  profile?: (peer: string, fileFor: FileFor) => Promise<unknown>;
}

/** The most that a peer may be. */
export interface Goal {
  peer: string;
  most: number;
  /** The figures that it is for; else all of the work. */
  figures?: string[];
  /** The peer of whose figure in the same round `most` is a multiple. Without one, `most` is in the work's unit. */
  base?: string;
}

/** The file for what belongs to a figure. */
export type FileFor = (figure: string) => string;
