import { openMany } from "./connections.ts";
import { drive } from "./load.ts";
import { type Command, PeerProcess } from "./peer-process.ts";
import { native, requestFor } from "./request.ts";

/** Events of an answer: about 30 kB. */
const events = 200;

/** Starts a server, and returns the memory in kB that each of so many answers takes once it is over. */
export async function measureKeptMemory(count: number, command: Command): Promise<Record<string, number>> {
  const server = await PeerProcess.start(command);
  const clients = await openMany(50, server.port);
  try {
    const request = requestFor(`turns ${events}`, server.port);
    const answers = async (most: number) => {
      let asked = clients.length;
      return drive(clients, request, native.braces(events), () => ++asked > most);
    };
    // By then the compiler has done its work, and what all answers share is there.
    await answers(count);
    const before = await server.memory();
    const kept = await answers(count);
    const after = await server.memory();
    return Object.fromEntries(
      Object.entries(after).map(([kind, bytes]) => [kind, (bytes - (before[kind] as number)) / kept / 1000]),
    );
  } finally {
    for (const client of clients) client.close();
    await server.stop();
  }
}
