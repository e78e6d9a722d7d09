import type { Client } from "./client.ts";

/**
 * Sends requests on every connection, the next one as soon as an answer is over, until `isOver` says so; then
 * waits for the answers under way. Every answer must have this many events. Returns how many answers came.
 */
export async function drive(
  clients: Client[],
  request: Buffer,
  eventsPerAnswer: number,
  isOver: () => boolean,
): Promise<number> {
  let answers = 0;
  const keepAsking = async (client: Client) => {
    do {
      const { status, events } = await client.send(request);
      if (status !== 200 || events !== eventsPerAnswer) {
        throw new Error(
          `An answer of ${events} events with status ${status}; expected ${eventsPerAnswer}, 200`,
        );
      }
      answers++;
    } while (!isOver());
  };
  await Promise.all(clients.map(keepAsking));
  return answers;
}
