import { fileURLToPath } from "node:url";
import type { Command } from "./peer-process.ts";

/** The servers that are measured, and what each stands for. The first is the measure of the others. */
export const peers = {
  bare: "node:http alone",
  ours: "the generated project for Node",
};

export type PeerName = keyof typeof peers;
export const peerNames = Object.keys(peers) as PeerName[];

/** How to start a peer. `env` holds what a work needs of our server's settings; others have no such settings. */
export function commandOf(peer: PeerName, ours: string, env: Record<string, string> = {}): Command {
  const file = fileURLToPath(new URL(`peers/${peer}.mjs`, import.meta.url));
  return {
    file: process.execPath,
    args: ["--expose-gc", file],
    env: { NODE_ENV: "production", NODE_OPTIONS: "", ...settings, BENCH_OURS: ours, ...env },
  };
}

/**
 * Our server's settings. The log is off, as it is for every peer; the limits are those of a server for many streams.
 * All checks of a request are on.
 */
const settings = {
  LLMBRICK_PORT: "0",
  LLMBRICK_ENABLE_REQUEST_LOGGING: "false",
  LLMBRICK_MAX_CONCURRENT_CONNECTIONS: "20000",
  LLMBRICK_REQUEST_TIMEOUT: "600",
};
