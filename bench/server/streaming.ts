import { setTimeout } from "node:timers/promises";
import type { FileFor } from "../work.ts";
import { openMany } from "./connections.ts";
import { drive } from "./load.ts";
import { type Command, PeerProcess } from "./peer-process.ts";
import { checkAnswer, native, type Protocol, requestFor } from "./request.ts";

/** A stream of answers, each as the generators of events.mjs name it. */
export interface Streaming {
  answer: string;
  /** Events in each answer. */
  events: number;
  /** Connections at the same time: each number is a figure of its own. */
  connections: number[];
  protocol?: Protocol;
}

/** Microseconds of the server's processor time: by then the compiler has done its work. */
const warmUp = 1_500_000;
/** Microseconds of the server's processor time, at least, in which a figure is measured. */
const measured = 500_000;
/** Milliseconds between two looks at the server's processor time. */
const interval = 100;

/**
 * Starts a server, drives it, and returns its processor time in microseconds an event, by connections.
 * With `profileFor`, each figure's profile is written too.
 */
export async function measureStreaming(
  { connections, ...asked }: Streaming,
  command: Command,
  profileFor?: FileFor,
): Promise<Record<string, number>> {
  if (profileFor && command.file !== process.execPath)
    throw new Error("Only a server in Node can be profiled");
  const server = await PeerProcess.start(command);
  try {
    await checkAnswer(asked.answer, asked.events, server.port, asked.protocol);
    await driveFor(warmUp, server, { ...asked, connections: 32 });

    const figures: Record<string, number> = {};
    for (const count of connections) {
      const figure = `${count} connection${count === 1 ? "" : "s"}`;
      if (profileFor) await server.profile();
      figures[figure] = await driveFor(measured, server, { ...asked, connections: count });
      if (profileFor) await server.saveProfile(profileFor(figure));
    }
    return figures;
  } finally {
    await server.stop();
  }
}

/** Asks until the server has used this much processor time. Returns its microseconds an event. */
async function driveFor(
  least: number,
  server: PeerProcess,
  {
    answer,
    events,
    connections,
    protocol = native,
  }: Omit<Streaming, "connections"> & { connections: number },
): Promise<number> {
  // New ones each time: servers close connections that were idle for some seconds.
  const clients = await openMany(connections, server.port);
  try {
    const before = await server.cpu();
    let isOver = false;
    const watch = async () => {
      while (!isOver) {
        await setTimeout(interval);
        isOver = (await server.cpu()) - before >= least;
      }
    };
    const request = requestFor(answer, server.port, protocol);
    const [answers] = await Promise.all([
      drive(clients, request, protocol.braces(events), () => isOver),
      watch(),
    ]);
    return ((await server.cpu()) - before) / (answers * events);
  } finally {
    for (const client of clients) client.close();
  }
}
