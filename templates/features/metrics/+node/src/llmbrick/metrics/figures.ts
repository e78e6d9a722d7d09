import { Counter, collectDefaultMetrics, Gauge, type Histogram, Registry } from "prom-client";
import type { Runtime } from "../http/runtime.ts";
import { Durations } from "./durations.ts";
import { causes, reasons } from "./labels.ts";

/** Seconds: models take their time to think, from word to word, and for a whole answer. */
const buckets = {
  time_to_first_event: [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30],
  event_gap: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15],
  duration: [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
};

/** Of what prom-client tells of a process, the part that is one number each. */
const ofProcess = [
  "process_cpu_user_seconds_total",
  "process_cpu_system_seconds_total",
  "process_cpu_seconds_total",
  "process_start_time_seconds",
  "process_resident_memory_bytes",
  "process_open_fds",
  "process_max_fds",
  "nodejs_heap_size_total_bytes",
  "nodejs_heap_size_used_bytes",
  "nodejs_external_memory_bytes",
  "nodejs_eventloop_lag_seconds",
  "nodejs_eventloop_lag_p99_seconds",
];

export type Figures = ReturnType<typeof createFigures>;

/** The figures of a server. The values of labels are those in `labels.ts`: whatever comes in, there are at most 200 series. */
export function createFigures(runtime: Runtime) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  for (const { name } of registry.getMetricsAsArray()) {
    if (!ofProcess.includes(name)) registry.removeSingleMetric(name);
  }

  /** A gauge that is asked when somebody looks. */
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `llmbrick_sse_${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge(
    "open_streams",
    "Answers under way",
    () => [...runtime.streams].filter(({ isCopy }) => !isCopy).length,
  );
  gauge("max_streams", "Answers that may be under way", () => runtime.config.maxConcurrentConnections);
  gauge(
    "slow_readers",
    "Answers that wait for their client",
    () => [...runtime.streams].filter(({ isBlocked }) => isBlocked).length,
  );
  const parts = runtime.parts.filter(({ isAway }) => isAway);
  if (parts.length > 0) {
    gauge("parts_away", "Databases that are away", () => parts.filter((part) => part.isAway?.()).length);
  }
  gauge("draining", "1 while the server shuts down", () => Number(runtime.draining));

  const counter = <const Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name: `llmbrick_sse_${name}_total`, help, labelNames, registers });
  const histogram = (name: keyof typeof buckets, help: string) => {
    const durations = new Durations(`llmbrick_sse_${name}_seconds`, help, buckets[name]);
    registry.registerMetric(durations as unknown as Histogram);
    return durations;
  };

  const refused = counter("refused", "Requests that were refused", ["reason"]);
  const aborted = counter("aborted", "Answers that ended before their handler did", ["cause"]);
  // Seen from the start, so that the first one is a rise.
  for (const reason of reasons) refused.inc({ reason }, 0);
  for (const cause of causes) aborted.inc({ cause }, 0);
  return {
    registry,
    refused,
    aborted,
    requests: counter("requests", "Requests that are over", ["route", "status", "outcome"]),
    events: counter("events", "Events of answers that are over"),
    bytes: counter("bytes", "Bytes of answers that are over"),
    firstEvent: histogram("time_to_first_event", "From a request to the first event of its answer"),
    gap: histogram("event_gap", "Between two writes of events"),
    duration: histogram("duration", "From a request to the end of its answer"),
  };
}
