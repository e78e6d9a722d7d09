import { basename, dirname, join, relative, sep } from "node:path";
import { orAbsent } from "../../effects/or-absent.ts";
import { foldersOf } from "../../effects/write-files.ts";
import type { Io } from "../../io.ts";

/**
 * Files that links within a project lead to: by the path of each where it was planned, the one where it is. What is
 * written there leaves the links as they are.
 */
export async function linkedFiles(
  io: Io,
  folder: string,
  planned: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const root = await io.fs.realpath(folder);
  const places = new Map<string, string>();
  for (const path of [...foldersOf([...planned]), ...planned]) {
    io.signal.throwIfAborted();
    const end = await orAbsent(io.fs.realpath(join(root, path)));
    const above = places.get(dirname(path));
    if (end !== undefined) places.set(path, relative(root, end).replaceAll(sep, "/"));
    // It is not there yet.
    else if (above !== undefined) places.set(path, `${above}/${basename(path)}`);
  }
  const linked = [...places].filter(
    ([path, place]) => planned.has(path) && place !== path && !planned.has(place),
  );
  return new Map(linked);
}
