// What this server does to Node's own objects beyond what Node's documentation promises. Each release of Node runs
// the tests of this file.

import { type IncomingMessage, ServerResponse } from "node:http";
import { type Server, Socket } from "node:net";
import type { Writable } from "node:stream";

/**
 * Keeps a framework's body parser, which goes by these headers, away from a body that is ours to read:
 * a parser has limits, checks and errors of its own.
 */
export function hideBody({ headers }: IncomingMessage): void {
  for (const name of ["content-type", "content-length", "transfer-encoding"]) {
    // Not deleted: that would turn the object into a slow one.
    if (headers[name] !== undefined) headers[name] = undefined;
  }
}

/**
 * Takes the framing of chunks over from a response whose head is written and not sent: we frame them as one text,
 * where Node makes four writes of each. False where there are none, as for HTTP/1.0, or no socket.
 */
export function takeChunking(response: ServerResponse): boolean {
  const isOurs = response.chunkedEncoding && response.socket instanceof Socket && isPlain(response);
  if (isOurs) response.chunkedEncoding = false;
  return isOurs;
}

const { write, end } = ServerResponse.prototype;
/** Whether no middleware looks at what is written, such as to log or to compress it. */
const isPlain = (response: ServerResponse) => response.write === write && response.end === end;

const addresses = new WeakMap<Server, string>();

/** Where the server listens that a request came to, as the system spells it; `undefined` where it came to none. */
export function addressOf({ socket }: IncomingMessage): string | undefined {
  const { server } = socket as Socket & { server?: Server };
  if (!server) return undefined;
  let address = addresses.get(server);
  if (address === undefined) {
    const bound = server.address();
    address = typeof bound === "object" && bound ? bound.address : "";
    addresses.set(server, address);
  }
  return address;
}

/** Whether a response may be written to its connection: those to earlier requests on it are over. */
export const hasItsTurn = (response: ServerResponse) => response.socket !== null;

/** Calls back once a response may be written to its connection. */
export function onItsTurn(response: ServerResponse, callback: () => void): void {
  response.once("socket", callback);
}

/** Whether the client of a response is gone. That of HTTP/2 knows by its stream alone. */
export const isGone = (response: ServerResponse & { stream?: Writable }): boolean =>
  response.destroyed ?? response.stream?.destroyed;

/** A number that grows with each byte of a response that the system takes for its client. */
export function bytesTaken({ req, socket, writableLength }: ServerResponse): number {
  const { bytesWritten, writeQueueSize } = (socket as { _handle?: Handle } | null)?._handle ?? {};
  // A connection of HTTP/2 is not one answer's.
  if (req.httpVersionMajor > 1) return -writableLength;
  // Bun tells of neither. Elsewhere the length alone would not do: one large chunk counts until it is taken whole.
  return bytesWritten === undefined || writeQueueSize === undefined
    ? -writableLength
    : bytesWritten - writeQueueSize;
}

/** What a socket writes to: all bytes so far, and those of them that the system has not taken yet. */
interface Handle {
  bytesWritten?: number;
  writeQueueSize?: number;
}
