import { IdleStreams, mostSockets } from "./idle-streams.ts";
import { type Command, PeerProcess } from "./peer-process.ts";

/** What a server needs besides the sockets of its streams. */
const otherFiles = 100;

/** Starts a server and returns the kilobytes that it takes for each of so many idle streams. */
export async function measureIdle(counts: number[], command: Command): Promise<Record<string, number>> {
  const server = await PeerProcess.start(command);
  const streams = new IdleStreams(server);
  try {
    await warmUp(server);
    const before = await server.memory();
    const figures: Record<string, number> = {};
    for (const count of counts) {
      if (count + otherFiles > mostSockets()) {
        process.stderr.write(`${count} streams are left out: \`ulimit -n\` is ${mostSockets()}\n`);
        continue;
      }
      await streams.openUpTo(count);
      const after = await server.memory();
      for (const [kind, bytes] of Object.entries(after)) {
        figures[`${count} streams, ${kind}`] = (bytes - (before[kind] as number)) / count / 1000;
      }
    }
    return figures;
  } finally {
    await server.stop();
    streams.close();
  }
}

/** Has a server answer a few hundred idle requests, so that what it makes once is there before memory is read. */
export async function warmUp(server: PeerProcess): Promise<void> {
  const first = new IdleStreams(server);
  await first.openUpTo(300);
  await first.release();
}
