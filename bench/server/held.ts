import { setTimeout } from "node:timers/promises";
import { warmUp } from "./idle.ts";
import { IdleStreams } from "./idle-streams.ts";
import { type Command, PeerProcess } from "./peer-process.ts";

/**
 * Holds many idle streams, then has each served its last event and closed. Every answer must be whole.
 * Returns the server's memory afterwards, as a multiple of what it was before.
 */
export async function measureHeld(
  { streams: count, seconds }: { streams: number; seconds: number },
  command: Command,
): Promise<Record<string, number>> {
  const server = await PeerProcess.start(command);
  const streams = new IdleStreams(server);
  try {
    await warmUp(server);
    const before = await server.memory();
    await streams.openUpTo(count);
    await setTimeout(seconds * 1000);
    await streams.release();
    // The server learns of closed connections after their last byte.
    await setTimeout(1000);
    const after = await server.memory();
    return Object.fromEntries(
      Object.entries(after).map(([kind, bytes]) => [kind, bytes / (before[kind] as number)]),
    );
  } finally {
    await server.stop();
    streams.close();
  }
}
