import type { FileFor } from "../work.ts";
import type { Client } from "./client.ts";
import { openMany } from "./connections.ts";
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

/** Microseconds of the server's processor time: by then the compiler has done its work. */
const warmUp = 1_500_000;
/** Microseconds of the server's processor time, at least, in which a figure is measured. */
const measured = 800_000;
/** Milliseconds between two looks at the server's processor time. */
const slice = 250;

/**
 * Starts a server, drives it, and returns its processor time in microseconds an event, by connections.
 * With `profileFor`, each figure's profile is written too.
 */
export async function measureStreaming(
  { answer, events, connections }: Streaming,
  command: Command,
  profileFor?: FileFor,
): Promise<Record<string, number>> {
  if (profileFor && command.file !== process.execPath)
    throw new Error("Only a server in Node can be profiled");
  const server = await PeerProcess.start(command);
  const clients: Client[] = [];
  try {
    await checkAnswer(answer, events, server.port);
    const request = requestFor(answer, server.port);
    clients.push(...(await openMany(Math.max(...connections), server.port)));
    await driveFor(warmUp, server, () => drive(clients.slice(0, 32), request, events, slice));

    const figures: Record<string, number> = {};
    for (const count of connections) {
      const figure = `${count} connection${count === 1 ? "" : "s"}`;
      if (profileFor) await server.profile();
      const ask = () => drive(clients.slice(0, count), request, events, slice);
      const { cpu, answers } = await driveFor(measured, server, ask);
      figures[figure] = cpu / (answers * events);
      if (profileFor) await server.saveProfile(profileFor(figure));
    }
    return figures;
  } finally {
    await server.stop();
    for (const client of clients) client.close();
  }
}

/** Asks again and again until the server has used this much processor time. */
async function driveFor(least: number, server: PeerProcess, ask: () => Promise<number>) {
  const before = await server.cpu();
  let answers = 0;
  let cpu = 0;
  while (cpu < least) {
    answers += await ask();
    cpu = (await server.cpu()) - before;
  }
  return { answers, cpu };
}
