import system, { resolve } from "node:path";

interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * A path as it was typed, made absolute. A `~` at its start is the home folder: no shell has put that in its place in
 * an answer to a question, between quotes, or in cmd. A folder of that name is written `./~`.
 */
export function pathOf(typed: string, { cwd, env }: Place): string {
  const [, below] = /^~(?:$|[\\/])(.*)$/s.exec(typed) ?? [];
  const home = env.HOME || env.USERPROFILE;
  return below === undefined || !home ? resolve(cwd, typed) : resolve(home, below);
}

/** Whether a path is a folder, or below it. On Windows, no way leads from one drive to another. */
export function isWithin(
  folder: string,
  path: string,
  { relative, isAbsolute, sep }: Pick<typeof system, "relative" | "isAbsolute" | "sep"> = system,
): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way.split(sep)[0] !== "..";
}
