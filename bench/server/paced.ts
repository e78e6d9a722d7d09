import { setTimeout } from "node:timers/promises";
import type { FileFor } from "../work.ts";
import { openMany } from "./connections.ts";
import { type Command, PeerProcess } from "./peer-process.ts";
import { checkAnswer, native, type Protocol, requestFor } from "./request.ts";

/** Events of an answer at the pace of a model: four seconds of them. */
const events = 120;
/** Milliseconds over which answers begin, as those of people do, who do not all ask at once. */
const spread = 1000;
/** Events that came before all answers had begun: what they took tells of the beginning. */
const early = 45;
/** One answer of so many is looked at for the time that its events take: to read all would slow the load. */
const looked = 20;

/** What is told of the times that events take, as shares of them. */
const percentiles = { median: 0.5, "99th percentile": 0.99 };

const delayOf = (streams: number, percentile: string) =>
  `${streams} streams, ${percentile} from yield to client`;

/** The names of the figures of so many streams that say how long their events take. */
export const delaysOf = (streams: number) =>
  Object.keys(percentiles).map((percentile) => delayOf(streams, percentile));

/**
 * Starts a server and has it give so many answers at a time, with an event each 33 ms. Returns its processor time in
 * microseconds an event, and the milliseconds from an event's yield to its client: of half of them, and of 99 of 100.
 * With `profileFor`, each figure's profile is written too.
 */
export async function measurePaced(
  counts: number[],
  command: Command,
  profileFor?: FileFor,
  protocol = native,
): Promise<Record<string, number>> {
  const server = await PeerProcess.start(command);
  try {
    await checkAnswer("paced 3", 3, server.port, protocol);
    // By then the compiler has done its work.
    await answerAll(server, 500, protocol);
    const figures: Record<string, number> = {};
    for (const count of counts) {
      if (profileFor) await server.profile();
      const before = await server.cpu();
      const delays = await answerAll(server, count, protocol);
      figures[`${count} streams`] = ((await server.cpu()) - before) / (count * events);
      for (const [name, share] of Object.entries(percentiles))
        figures[delayOf(count, name)] = percentileOf(delays, share);
      if (profileFor) await server.saveProfile(profileFor(`${count} streams`));
    }
    return figures;
  } finally {
    await server.stop();
  }
}

/** Takes so many answers, and the milliseconds that the events of some were on their way. */
async function answerAll(server: PeerProcess, count: number, protocol: Protocol): Promise<number[]> {
  const clients = await openMany(count, server.port);
  const request = requestFor(`paced ${events}`, server.port, protocol);
  const delays: number[] = [];
  try {
    await Promise.all(
      clients.map(async (client, index) => {
        await setTimeout((index / count) * spread);
        const onBytes = index % looked === 0 ? (bytes: Buffer) => noteDelays(bytes, delays) : undefined;
        const answer = await client.send(request, { onBytes });
        const braces = protocol.braces(events);
        if (answer.status !== 200 || answer.events !== braces)
          throw new Error(
            `An answer of ${answer.events} events with status ${answer.status}; expected ${braces}, 200`,
          );
      }),
    );
  } finally {
    for (const client of clients) client.close();
  }
  return delays;
}

/** Notes how long the events in these bytes were on their way: each says when it was yielded. */
function noteDelays(bytes: Buffer, delays: number[]): void {
  const now = performance.timeOrigin + performance.now();
  const frames = bytes.toString("latin1").matchAll(/"id":"msg-(\d+)".*?"(?:model|text)":"(\d+\.\d+)"/g);
  for (const [, number, yielded] of frames) if (Number(number) >= early) delays.push(now - Number(yielded));
}

function percentileOf(values: number[], share: number): number {
  if (values.length === 0) throw new Error("No event said when it was yielded");
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] as number;
}
