import { join } from "node:path";
import type { Io } from "../io.ts";
import { parsed } from "../parsed.ts";
import { MOST_BY_HAND, readOrdinary } from "./ordinary.ts";

/** The text of a file; empty where there is none that can be read: that is for the package manager to tell. */
export const textOf = async (io: Io, path: string): Promise<string> =>
  (await readOrdinary(io, path, MOST_BY_HAND).catch(() => undefined))?.toString() ?? "";

/** What a folder's package.json says, not checked; undefined where it is none. */
export const manifestOf = async (io: Io, folder: string): Promise<unknown> =>
  parsed(JSON.parse, await textOf(io, join(folder, "package.json")));
