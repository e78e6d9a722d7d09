import { Client } from "./client.ts";
import { drive } from "./load.ts";
import { type Command, PeerProcess } from "./peer-process.ts";
import { checkAnswer, requestFor } from "./request.ts";

/** A stream of answers, each as the generators of events.mjs name it. */
export interface Streaming {
  answer: string;
  /** Events in each answer. */
  events: number;
  /** Connections at the same time: each number is a figure of its own. */
  connections: number[];
}

/** Milliseconds. Long enough that the compiler has done its work before anything is counted. */
const warmUp = 800;
const measured = 800;

/** Starts a server, drives it, and returns its processor time in microseconds an event, by connections. */
export async function measureStreaming(
  { answer, events, connections }: Streaming,
  command: Command,
): Promise<Record<string, number>> {
  const server = await PeerProcess.start(command);
  const clients: Client[] = [];
  try {
    await checkAnswer(answer, events, server.port);
    const request = requestFor(answer, server.port);
    clients.push(...(await openMany(Math.max(...connections), server.port)));
    await drive(clients.slice(0, 32), request, events, warmUp);

    const figures: Record<string, number> = {};
    for (const count of connections) {
      const before = await server.cpu();
      const answers = await drive(clients.slice(0, count), request, events, measured);
      figures[`${count} connections`] = ((await server.cpu()) - before) / (answers * events);
    }
    return figures;
  } finally {
    for (const client of clients) client.close();
    await server.stop();
  }
}

/** Opens this many connections, not all at once: a server's queue of new ones is short. */
export async function openMany(count: number, port: number): Promise<Client[]> {
  const clients: Client[] = [];
  while (clients.length < count) {
    const batch = Math.min(100, count - clients.length);
    clients.push(...(await Promise.all(Array.from({ length: batch }, () => Client.open(port)))));
  }
  return clients;
}
