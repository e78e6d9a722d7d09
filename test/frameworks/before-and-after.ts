import { expect } from "vitest";
import { RawClient } from "../support/raw-client.ts";

/** What differs between two answers of one application: the time, and what counts it. */
const byTheClock = /^(Date|(X-)?RateLimit-Reset): .*$/gim;

/** All bytes of the answer to a request as it is on the wire, which has to ask for the connection's end. */
export async function bytesOf(port: number, wire: string): Promise<string> {
  const client = await RawClient.connect(port);
  const text = await client.send(wire).closed();
  return text.replace(byTheClock, "$1: -");
}

/** Expects an application to answer as it did before it took our routes, byte for byte; each request in its turn. */
export async function expectSameBytes(before: number, after: number, wires: string[]): Promise<void> {
  for (const wire of wires) {
    const was = await bytesOf(before, wire);
    const [line = ""] = wire.split("\r\n");
    expect([line, was]).toEqual([line, expect.stringMatching(/^HTTP\/1.1 \d{3} /)]);
    expect([line, await bytesOf(after, wire)]).toEqual([line, was]);
  }
}
