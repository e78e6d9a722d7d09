import type { FileFor, Work } from "../work.ts";
import { bricksWork } from "./bricks.ts";
import { generatedProject } from "./generated-project.ts";
import { measureHeld } from "./held.ts";
import { measureIdle } from "./idle.ts";
import { measureKeptMemory } from "./kept.ts";
import { delaysOf, measurePaced } from "./paced.ts";
import { commandOf, protocolOf, streamers } from "./peers.ts";
import { withRedis } from "./redis.ts";
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

function start(peer: string, more: Record<string, string> = {}) {
  return commandOf(peer, { ...settings, ...more });
}

function streaming(
  work: Streaming,
  more?: Record<string, string>,
): Pick<Work, "remark" | "measure" | "profile"> {
  return {
    remark: "Logging of requests is off in all servers. All checks of a request are on in ours.",
    measure: async (peer) =>
      measureStreaming({ ...work, protocol: protocolOf(peer) }, await start(peer, more)),
    profile: async (peer, fileFor) =>
      measureStreaming({ ...work, protocol: protocolOf(peer) }, await start(peer, more), fileFor),
  };
}

/** All requests of the bench are of one session. */
const kept = { RESUME_MAX_ANSWERS: "100000" };

function measureKept(peer: string, profileFor?: FileFor): Promise<Record<string, number>> {
  const measure = async (more: Record<string, string>) =>
    measureStreaming(turns, await start(peer, { ...kept, ...more }), profileFor);
  return peer.endsWith("-redis") ? withRedis((url) => measure({ REDIS_URL: url })) : measure({});
}

const tight = { answer: "tight 1000", events: 1000, connections: [1, 32, 256] };
const one = { answer: "tight 1", events: 1, connections: [32] };
const turns = { answer: "turns 200", events: 200, connections: [256] };

/** Streams at a time, each at the pace of a model. */
const crowds = [1000, 2000];
const ofCrowds = crowds.map((count) => `${count} streams`);

/** For each framework that a project may have: the most that it may cost beside plain Node, and its usual way of SSE. */
const frameworks = {
  express: { most: 1.15, usual: "express" },
  fastify: { most: 1.15, usual: "fastify-sse" },
  hono: { most: 1.3, usual: "hono" },
  koa: { most: 1.15, usual: "koa" },
  nest: { most: 1.15, usual: "nest" },
};

const names = Object.keys(frameworks);

/** What a framework adds to the project for plain Node, and what the project adds to the framework. */
const frameworkWorks: Record<string, Work> = {
  frameworks: {
    title: "Tight stream in each framework, 1,000 events an answer",
    unit: "CPU µs an event",
    goals: Object.entries(frameworks).flatMap(([name, { most, usual }]) => [
      { peer: `ours-${name}`, most, base: "ours" },
      { peer: `ours-${name}`, most: 0.6, base: usual },
    ]),
    peers: ["ours", ...Object.entries(frameworks).flatMap(([name, { usual }]) => [`ours-${name}`, usual])],
    ...streaming(tight),
  },
  "frameworks-one": {
    title: "Answers of one event in each framework",
    unit: "CPU µs a request",
    goals: names.map((name) => ({ peer: `ours-${name}`, most: 1.1, base: `${name}-bare` })),
    peers: ["ours", ...names.flatMap((name) => [`ours-${name}`, `${name}-bare`])],
    ...streaming(one),
  },
};

/** The works of the generated server, by the names that `--only` takes. */
export const serverWorks: Record<string, Work> = {
  tight: {
    title: "Tight stream, 1,000 events an answer",
    unit: "CPU µs an event",
    goals: [{ peer: "ours", most: 0.45, base: "bare" }],
    peers: streamers,
    ...streaming(tight),
  },
  turns: {
    title: "One event per turn of the event loop",
    unit: "CPU µs an event",
    goals: [{ peer: "ours", most: 0.95, base: "bare" }],
    peers: streamers,
    ...streaming(turns),
  },
  "turns-5": {
    title: "One event per turn of the event loop, flushInterval 5",
    unit: "CPU µs an event",
    goals: [{ peer: "ours", most: 0.4, base: "bare" }],
    // No other peer has such a setting.
    peers: ["bare", "ours"],
    ...streaming(turns, { LLMBRICK_FLUSH_INTERVAL: "5" }),
  },
  one: {
    title: "Answers of one event",
    unit: "CPU µs a request",
    goals: [{ peer: "ours", most: 1.25, base: "bare" }],
    peers: [...streamers, "fastify-bare"],
    ...streaming(one),
  },
  "openai-api": {
    title: "Tight stream by OpenAI's route, 1,000 events an answer",
    unit: "CPU µs an event",
    goals: [{ peer: "ours-openai-api", most: 1.1, base: "ours" }],
    peers: ["ours", "ours-openai-api"],
    ...streaming(tight),
  },
  metrics: {
    title: "One event per turn of the event loop, with metrics",
    unit: "CPU µs an event",
    goals: [{ peer: "ours-metrics", most: 1.03, base: "ours" }],
    peers: ["ours", "ours-metrics"],
    ...streaming(turns),
  },
  resume: {
    title: "One event per turn of the event loop, with answers that are kept",
    unit: "CPU µs an event",
    goals: [
      { peer: "ours-resume", most: 1.15, base: "ours" },
      { peer: "ours-resume-redis", most: 1.15, base: "ours" },
    ],
    peers: ["ours", "ours-resume", "ours-resume-redis"],
    remark: "The processor time of Redis itself is not counted.",
    measure: (peer) => measureKept(peer),
    profile: (peer, fileFor) => measureKept(peer, fileFor),
  },
  "resume-memory": {
    title: "1,000 answers of 200 events, 30 kB, that are over and kept in memory",
    unit: "kB an answer",
    goals: [],
    peers: ["ours", "ours-resume"],
    measure: async (peer) =>
      measureKeptMemory(1000, await start(peer, { ...kept, RESUME_MAX_MEMORY: "1000000000" })),
  },
  "resume-paced": {
    title: "Streams that are kept, at the pace of a model, an event each 33 ms",
    unit: "CPU µs an event",
    units: Object.fromEntries(crowds.flatMap(delaysOf).map((name) => [name, "ms"])),
    goals: [{ peer: "ours-resume", most: 1.15, base: "ours", figures: ofCrowds }],
    peers: ["ours", "ours-resume"],
    isLong: true,
    measure: async (peer) => measurePaced(crowds, await start(peer, kept)),
    profile: async (peer, fileFor) => measurePaced(crowds, await start(peer, kept), fileFor),
  },
  paced: {
    title: "Streams at the pace of a model, an event each 33 ms",
    unit: "CPU µs an event",
    units: Object.fromEntries(crowds.flatMap(delaysOf).map((name) => [name, "ms"])),
    goals: [
      { peer: "ours", most: 1, base: "bare", figures: ofCrowds },
      { peer: "ours-metrics", most: 1.05, base: "bare", figures: ofCrowds },
    ],
    peers: ["bare", "ours", "ours-metrics", "fastify-sse", "better-sse", "h3", "hono"],
    remark: "Logging of requests is off in all servers. All checks of a request are on in ours.",
    isLong: true,
    measure: async (peer) => measurePaced(crowds, await start(peer)),
    profile: async (peer, fileFor) => measurePaced(crowds, await start(peer), fileFor),
  },
  bricks: bricksWork(settings),
  ...frameworkWorks,
  idle: {
    title: "An idle open stream",
    unit: "kB a stream",
    goals: [{ peer: "ours", most: 1.3, base: "bare" }],
    peers: streamers,
    measure: async (peer) => measureIdle([1000, 10_000], await start(peer)),
  },
  held: {
    title: "Memory after 10,000 idle streams were held for a minute, then served and closed",
    unit: "times the memory before",
    goals: [{ peer: "ours", most: 1.1 }],
    peers: ["bare", "ours"],
    isLong: true,
    measure: async (peer) => measureHeld({ streams: 10_000, seconds: 60 }, await start(peer)),
  },
  validation: {
    title: "Validating a request of 100 messages",
    unit: "CPU µs a request",
    goals: [{ peer: "ours", most: 2, base: "JSON.parse" }],
    peers: ["JSON.parse", "ours", "JSON.parse without decoding"],
    measure: async (peer) => measureValidation(peer, await generatedProject("node")),
    profile: async (peer, fileFor) => measureValidation(peer, await generatedProject("node"), fileFor),
  },
};
