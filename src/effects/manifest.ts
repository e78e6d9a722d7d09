import { join } from "node:path";
import type { Io } from "../io.ts";
import { readOrdinary } from "./ordinary.ts";

/** In bytes: what people write by hand is smaller. */
const MAX_SIZE = 1 << 20;

/** The text of a file; empty where there is none that can be read: that is for the package manager to tell. */
export const textOf = async (io: Io, path: string): Promise<string> =>
  (await readOrdinary(io, path, MAX_SIZE).catch(() => undefined))?.toString() ?? "";

/** What a folder's package.json says, not checked; undefined where it is none. */
export const manifestOf = async (io: Io, folder: string): Promise<unknown> =>
  parsed(JSON.parse, (await textOf(io, join(folder, "package.json"))).replace(/^\uFEFF/, ""));

/** What a parser makes of a text, or undefined. */
export function parsed(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
