import { createServer } from "node:net";
import { userInfo } from "node:os";
import { basename } from "node:path";
import { root } from "./project.ts";

/** How many seats there may be on one machine. */
const SEATS = 100;

/** The last port that a base can be. */
export const LAST_BASE = 65_535 - SEATS;

/**
 * The port of this seat: the base and the number at the end of the folder's name, or else of the user's ("seat-07" has
 * 7). Without any, the first from the base on that is free.
 */
export async function portOfSeat(base: number): Promise<number> {
  const [number] = [basename(root), userInfo().username].flatMap((name) => /\d{1,2}$/.exec(name) ?? []);
  if (number !== undefined) return base + Number(number);
  for (let port = base; port < base + SEATS; port++) if (await isFree(port)) return port;
  return base;
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer().on("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
