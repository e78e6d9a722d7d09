import { setTimeout } from "node:timers/promises";
import { warmUp } from "./idle.ts";
import { IdleStreams } from "./idle-streams.ts";
import { type Command, PeerProcess } from "./peer-process.ts";

/**
 * Holds many idle streams, then has each served its last event and closed; twice. Every answer must be whole.
 * Returns the server's memory after each time, as a multiple of what it was before that time. The first time
 * tells what Node keeps for later, as it does under any server; a leak would show in the second as well.
 */
export async function measureHeld(
  { streams: count, seconds }: { streams: number; seconds: number },
  command: Command,
): Promise<Record<string, number>> {
  const server = await PeerProcess.start(command);
  try {
    await warmUp(server);
    const figures: Record<string, number> = {};
    let before = await server.memory();
    for (const time of ["first", "second"]) {
      const streams = new IdleStreams(server);
      await streams.openUpTo(count);
      await setTimeout(seconds * 1000);
      await streams.release();
      // The server learns of closed connections after their last byte.
      await setTimeout(1000);
      const after = await server.memory();
      for (const [kind, bytes] of Object.entries(after)) {
        figures[`${time} time, ${kind}`] = bytes / (before[kind] as number);
      }
      before = after;
    }
    return figures;
  } finally {
    await server.stop();
  }
}
