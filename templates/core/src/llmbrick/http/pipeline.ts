import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { hasItsTurn, onItsTurn } from "./node-insides.ts";

/** Requests that may wait on one connection before it is read no further. */
const few = 4;
/** Requests that may wait on all connections together. One read of a connection can bring a thousand. */
const many = 5_000;

type Listener<Rest extends unknown[]> = (
  request: IncomingMessage,
  response: ServerResponse,
  ...rest: Rest
) => void;

/**
 * Gives requests to `listener` in their turn: one that a client has sent before the answer to its last one is over
 * waits, and so do its bytes. Node itself stops to read only when answers pile up, and here none are written ahead.
 */
export function inTurn<Rest extends unknown[]>(listener: Listener<Rest>): Listener<Rest> {
  /** Connections on which a request has waited, and how many do now. */
  const waiting = new Map<Socket, number>();
  let total = 0;

  const change = (socket: Socket, by: number): number => {
    const count = (waiting.get(socket) as number) + by;
    waiting.set(socket, count);
    total += by;
    return count;
  };

  const watch = (socket: Socket) => {
    waiting.set(socket, 0);
    // Node resumes it after each request that it has read.
    socket.on("resume", () => {
      if ((waiting.get(socket) ?? 0) >= few) socket.pause();
    });
    socket.on("close", () => {
      total -= waiting.get(socket) as number;
      waiting.delete(socket);
    });
  };

  const wait: Listener<Rest> = (request, response, ...rest) => {
    const { socket } = request;
    if (socket.destroyed) return;
    if (!waiting.has(socket)) watch(socket);
    const count = change(socket, 1);
    if (count >= few) socket.pause();
    if (count > few && total > many) socket.destroy();
    onItsTurn(response, () => {
      if (socket.destroyed) return;
      if (change(socket, -1) === few - 1) socket.resume();
      // Others may have their turn in between, and this client may leave.
      setImmediate(() => {
        if (!socket.destroyed) listener(request, response, ...rest);
      });
    });
  };

  return (request, response, ...rest) => (hasItsTurn(response) ? listener : wait)(request, response, ...rest);
}
