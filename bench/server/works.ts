import type { Work } from "../work.ts";
import { generatedProject } from "./generated-project.ts";
import { measureHeld } from "./held.ts";
import { measureIdle } from "./idle.ts";
import { commandOf, streamers } from "./peers.ts";
import { measureStreaming, type Streaming } from "./streaming.ts";
import { measureValidation } from "./validation.ts";

/**
 * Our server's settings. Its log is off, as every peer's is; the limits are those of a server for many streams.
 * All checks of a request are on.
 */
const settings = {
  LLMBRICK_PORT: "0",
  LLMBRICK_ENABLE_REQUEST_LOGGING: "false",
  LLMBRICK_MAX_CONCURRENT_CONNECTIONS: "20000",
  LLMBRICK_REQUEST_TIMEOUT: "600",
};

async function start(peer: string, more: Record<string, string> = {}) {
  return commandOf(peer, { ...settings, ...more, BENCH_OURS: await generatedProject() });
}

function streaming(work: Streaming, more?: Record<string, string>): Pick<Work, "measure" | "profile"> {
  return {
    measure: async (peer) => measureStreaming(work, await start(peer, more)),
    profile: async (peer, fileFor) => measureStreaming(work, await start(peer, more), fileFor),
  };
}

const turns = { answer: "turns 200", events: 200, connections: [256] };

/** The works of the generated server, by the names that `--only` takes. */
export const serverWorks: Record<string, Work> = {
  tight: {
    title: "Tight stream, 1,000 events an answer",
    unit: "CPU µs an event",
    goal: { ratio: 0.45 },
    peers: streamers,
    ...streaming({ answer: "tight 1000", events: 1000, connections: [1, 32, 256] }),
  },
  turns: {
    title: "One event per turn of the event loop",
    unit: "CPU µs an event",
    goal: { ratio: 0.95 },
    peers: streamers,
    ...streaming(turns),
  },
  "turns-5": {
    title: "One event per turn of the event loop, flushInterval 5",
    unit: "CPU µs an event",
    goal: { ratio: 0.4 },
    // No other peer has such a setting.
    peers: ["bare", "ours"],
    ...streaming(turns, { LLMBRICK_FLUSH_INTERVAL: "5" }),
  },
  one: {
    title: "Answers of one event",
    unit: "CPU µs a request",
    goal: { ratio: 1.25 },
    peers: [...streamers, "fastify"],
    ...streaming({ answer: "tight 1", events: 1, connections: [32] }),
  },
  idle: {
    title: "An idle open stream",
    unit: "kB a stream",
    goal: { ratio: 1.3 },
    peers: streamers,
    measure: async (peer) => measureIdle([1000, 10_000], await start(peer)),
  },
  held: {
    title: "Memory after 10,000 idle streams were held for a minute, then served and closed",
    unit: "times the memory before",
    goal: { value: 1.1 },
    peers: ["bare", "ours"],
    isLong: true,
    measure: async (peer) => measureHeld({ streams: 10_000, seconds: 60 }, await start(peer)),
  },
  validation: {
    title: "Validating a request of 100 messages",
    unit: "CPU µs a request",
    goal: { ratio: 2 },
    peers: ["JSON.parse", "ours", "JSON.parse without decoding"],
    measure: async (peer) => measureValidation(peer, await generatedProject()),
    profile: async (peer, fileFor) => measureValidation(peer, await generatedProject(), fileFor),
  },
};
