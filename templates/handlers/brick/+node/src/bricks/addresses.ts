import { quote } from "../llmbrick/log/text.ts";
import { ModelFailure, warnWithout } from "../model/failure.ts";
import { limits } from "./limits.ts";
import { type BrickName, brickNames } from "./services.ts";
import { words } from "./words.ts";

/** Stands in the place of an address for the brick that this project plays itself. */
export const MOCK = "mock";

/** The variable that says where a brick is. */
export const variableOf = (name: BrickName) => `BRICK_${name.toUpperCase()}`;

const givenFor = (name: BrickName) => process.env[variableOf(name)]?.trim() || undefined;

/** In debug mode the pipeline runs without any brick, until the first address is set. */
const playsAll = () => limits.debugMode && !brickNames.some(givenFor);

/**
 * Where a brick is: `host:port`, or `mock`; undefined where there is none.
 * @throws {ModelFailure} The variable holds something else.
 */
export function addressOf(name: BrickName): string | undefined {
  const address = givenFor(name) ?? (playsAll() ? MOCK : undefined);
  if (!address || address === MOCK) return address;
  const isFit = /^(\[[\da-f:.]+\]|[\w.-]+):[1-9]\d{0,4}$/i.test(address) && URL.canParse(`http://${address}`);
  if (isFit) return address;
  const told = quote(address.replace(/^.*@/, "…@")); // no password
  const note = `${variableOf(name)} must be host:port, such as 127.0.0.1:50051, or ${MOCK}, and not ${told}`;
  throw new ModelFailure("unavailable", { note, retryable: false });
}

/** For the start of the server: tells what is missing, what is wrong, and that the mocks answer. */
export function checkAddresses(): void {
  if (playsAll()) return console.warn(words.playing);
  for (const name of brickNames) {
    try {
      if (!addressOf(name) && name === "llm") warnWithout(variableOf(name));
    } catch (error) {
      console.warn((error as Error).message);
    }
  }
}
