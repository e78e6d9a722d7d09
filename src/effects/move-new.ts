import { systemCode } from "../errors.ts";
import type { Io } from "../io.ts";
import { orAbsent } from "./or-absent.ts";

/**
 * Moves a file to where nothing is. Whatever came into being there meanwhile stays.
 * @returns whether the place was free
 */
export async function moveNew(io: Io, from: string, to: string): Promise<boolean> {
  try {
    await io.fs.link(from, to);
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    // Not every disk has links of this kind. A rename would replace what is there, so that it is looked for.
    if (await orAbsent(io.fs.lstat(to))) return false;
    await io.fs.rename(from, to);
    return true;
  }
  await io.fs.rm(from);
  return true;
}
