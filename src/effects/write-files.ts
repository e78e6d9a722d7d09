import { dirname, join } from "node:path";
import type { Io } from "../io.ts";
import type { FileChange } from "./compare.ts";
import type { Staging } from "./staging.ts";

/** Writes files into a folder, with the folders that they need. */
export async function writeFiles(io: Io, folder: string, files: readonly FileChange[]): Promise<void> {
  for (const place of new Set(files.map(({ path }) => dirname(join(folder, path))))) {
    await io.fs.mkdir(place, { recursive: true });
  }
  for (const { path, text } of files) {
    io.signal.throwIfAborted();
    await io.fs.writeFile(join(folder, path), text);
  }
  io.signal.throwIfAborted();
}

/** The run has succeeded or failed without this: what stays here is removed by the next run. */
export async function cleanUp(io: Io, staging: Staging): Promise<void> {
  await io.fs.rm(staging.path, { recursive: true, force: true }).catch(() => undefined);
}
