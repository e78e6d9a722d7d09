import { commandOf, type PeerName } from "./peers.ts";
import { measureStreaming, type Streaming } from "./streaming.ts";

/** Something to measure. */
export interface Work {
  title: string;
  /** What the figures count. */
  unit: string;
  /** The most that ours may be, as a multiple of the base's figure in the same round. */
  goal: number;
  /** The peers that it is measured with, where not all. The first is the base. */
  peers?: PeerName[];
  /** Measures one peer once. `ours` is the folder of the compiled project. Returns its figures by name. */
  measure: (peer: PeerName, ours: string) => Promise<Record<string, number>>;
}

const streaming = (work: Streaming, env?: Record<string, string>) => (peer: PeerName, ours: string) =>
  measureStreaming(work, commandOf(peer, ours, env));

const turns = { answer: "turns 200", events: 200, connections: [256] };

/** By the names that `--only` takes. */
export const works: Record<string, Work> = {
  tight: {
    title: "Tight stream, 1,000 events an answer",
    unit: "CPU µs an event",
    goal: 0.45,
    measure: streaming({ answer: "tight 1000", events: 1000, connections: [1, 32, 256] }),
  },
  turns: {
    title: "One event per turn of the event loop",
    unit: "CPU µs an event",
    goal: 0.95,
    measure: streaming(turns),
  },
  "turns-5": {
    title: "The same, flushInterval 5",
    unit: "CPU µs an event",
    goal: 0.4,
    peers: ["bare", "ours"],
    measure: streaming(turns, { LLMBRICK_FLUSH_INTERVAL: "5" }),
  },
  one: {
    title: "Answers of one event",
    unit: "CPU µs a request",
    goal: 1.25,
    measure: streaming({ answer: "tight 1", events: 1, connections: [32] }),
  },
};
