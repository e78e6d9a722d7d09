import {
  type CallOptions,
  type Client,
  createClient,
  createRouterTransport,
  type Transport,
} from "@connectrpc/connect";
import { addressOf, MOCK } from "./addresses.ts";
import { routesOf } from "./brick.ts";
import { limits } from "./limits.ts";
import { mocks } from "./mocks.ts";
import { type BrickName, services } from "./services.ts";
import { transportTo } from "./transport.ts";

/** One connection for the process to each address; one that was lost is made anew by the next call. */
const transports = new Map<string, Transport>();

/** A typed client for the brick of a kind. @throws {ModelFailure} Its variable holds no address. */
export function clientOf<Name extends BrickName>(name: Name): Client<(typeof services)[Name]> {
  const address = addressOf(name) ?? MOCK;
  let transport = transports.get(address);
  if (!transport) {
    transport = address === MOCK ? createRouterTransport(routesOf(mocks)) : transportTo(address);
    transports.set(address, transport);
  }
  return createClient(services[name], transport);
}

/**
 * How a brick is called: it is told to stop when the answer ends, and by when it has to have answered. That is a
 * little before the server gives up (`requestTimeout`), so that the error names the step.
 */
export const callOptions = (signal: AbortSignal): CallOptions => ({
  signal,
  timeoutMs: limits.requestTimeout * 950,
});

/** A stream may take as long as the answer; for its next piece it has `requestTimeout`, to which the server holds it. */
export const streamOptions = (signal: AbortSignal): CallOptions => ({
  signal,
  ...(limits.maxStreamDuration > 0 && { timeoutMs: limits.maxStreamDuration * 1000 }),
});
