import type { ServerResponse } from "node:http";
import { bytesTaken } from "./node-insides.ts";

/**
 * Gives a function that has an answer watched, be it ours or the user's, until it is over. `cut` is called with one
 * that waits for its client: bytes are there, and for `timeout` milliseconds not one of them was taken. A timeout of
 * the socket's own would not do, since all that the client sends, and all that we write, begins it anew.
 */
export function watchStalls(
  timeout: number,
  cut: (response: ServerResponse) => void,
): (response: ServerResponse) => void {
  const pause = Math.min(1_000, timeout / 4);
  /** What had been taken at the last look, and how many looks ago that was still less. */
  const answers = new Map<ServerResponse, { taken: number; looks: number }>();

  let looking: NodeJS.Timeout | undefined;
  const look = () => {
    if (answers.size === 0) {
      clearInterval(looking);
      looking = undefined;
    }
    for (const [response, last] of answers) {
      const taken = bytesTaken(response);
      // Looks are counted, and no time: while this process is busy, no client can take anything.
      last.looks = response.writableLength === 0 || taken > last.taken ? 0 : last.looks + 1;
      last.taken = taken;
      if (last.looks <= timeout / pause) continue;
      answers.delete(response);
      cut(response);
    }
  };

  return (response) => {
    looking ??= setInterval(look, pause).unref();
    answers.set(response, { taken: 0, looks: 0 });
    response.on("close", () => answers.delete(response));
  };
}
