// By which route the page asks: the server's own, or another one that the project has.
import { chat } from "./client.js";

let route = {
  /** Its path, from what the server says of itself. Relative, so that the page works behind a proxy's path. */
  path: ({ endpoint }) => endpoint,
  /** The request as the route takes it. */
  body: (request) => request,
  /** Sends a request, and gives the events of its answer. */
  ask: chat,
  /** How code in JavaScript reads the answer; undefined for what `snippets` does. */
  reading: undefined,
};
const listeners = [];

export const currentRoute = () => route;

/** Calls `listener` after each change of the route. */
export const onRoute = (listener) => listeners.push(listener);

export function setRoute(next) {
  route = next;
  for (const listener of listeners) listener();
}
