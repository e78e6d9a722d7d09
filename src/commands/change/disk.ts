import { isUtf8 } from "node:buffer";
import { join } from "node:path";
import { lookAt } from "../../effects/compare.ts";
import { MOST_BY_HAND } from "../../effects/ordinary.ts";
import { writeError } from "../../effects/write-error.ts";
import type { Io } from "../../io.ts";
import type { Present } from "../../plan/reconcile.ts";

/**
 * Reads the files of a folder that are there of those named. The text of one that is none in UTF-8, or is too large to
 * be anybody's handwork, is undefined.
 * @throws UserError where a link leads out, or a folder stands where a file belongs
 */
export async function readDisk(
  io: Io,
  folder: string,
  paths: Iterable<string>,
): Promise<Map<string, Present>> {
  const disk = new Map<string, Present>();
  try {
    const root = await io.fs.realpath(folder);
    for (const path of paths) {
      io.signal.throwIfAborted();
      const seen = await lookAt(io, root, path);
      if (!seen) continue;
      const bytes = seen.size > MOST_BY_HAND ? undefined : await io.fs.readFile(join(root, path));
      disk.set(path, { text: bytes && isUtf8(bytes) ? bytes.toString() : undefined, seen });
    }
  } catch (error) {
    throw writeError(error, folder);
  }
  return disk;
}
