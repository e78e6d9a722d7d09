import { extname, join } from "node:path";
import { MOST_BY_HAND, readOrdinary } from "../../effects/ordinary.ts";
import { isOurName } from "../../effects/staging.ts";
import { loadSha256 } from "../../hash.ts";
import type { Io } from "../../io.ts";
import { hashOf } from "../../plan/plan.ts";

/** Folders in which nobody puts a file of a project's. */
const LEFT_OUT = ["node_modules", ".git", ".venv", "dist", "__pycache__"];

/** Files that are looked at: a project has some hundred. */
const MOST_FILES = 5000;

/** The files of a folder, without what tools have made. */
export async function filesBelow(io: Io, folder: string): Promise<string[]> {
  const found: string[] = [];
  const folders = [""];
  for (const below of folders) {
    io.signal.throwIfAborted();
    for (const entry of await io.fs.readdir(join(folder, below), { withFileTypes: true }).catch(() => [])) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (LEFT_OUT.includes(entry.name) || isOurName(entry.name)) continue;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() && found.length < MOST_FILES) found.push(path);
    }
  }
  return found;
}

/** As much of a file's lines has to be in another one for that to be the same file under a new name. */
const LEAST_SHARE = 0.5;

interface Lost {
  /** Files that are not where they were planned, with their hashes. */
  readonly lost: ReadonlyMap<string, string>;
  /** Other files of the project. */
  readonly others: readonly string[];
  /** What a file was, as far as that is known: by its path. */
  textOf(path: string): Promise<string | undefined>;
}

/** Files that the user has renamed: by the path of each where it was planned, the one where it is. */
export async function findRenames(
  io: Io,
  folder: string,
  { lost, others, textOf }: Lost,
): Promise<Map<string, string>> {
  const renamed = new Map<string, string>();
  if (lost.size === 0) return renamed;
  const sha256 = await loadSha256();
  const endings = new Set([...lost.keys()].map((path) => extname(path)));
  const texts = new Map<string, string>();
  for (const path of others.filter((other) => endings.has(extname(other)))) {
    const content = await readOrdinary(io, join(folder, path), MOST_BY_HAND);
    if (content) texts.set(path, content.toString().replaceAll("\r\n", "\n"));
  }
  for (const [path, hash] of lost) {
    const free = [...texts].filter(
      ([other]) => extname(other) === extname(path) && ![...renamed.values()].includes(other),
    );
    const same = free.find(([, text]) => hashOf(text, sha256) === hash);
    const place = same?.[0] ?? (await mostAlike(free, await textOf(path)));
    if (place !== undefined) renamed.set(path, place);
  }
  return renamed;
}

async function mostAlike(candidates: readonly (readonly [string, string])[], text: string | undefined) {
  if (text === undefined) return undefined;
  const [best] = candidates
    .map(([path, other]) => ({ path, share: shareOf(text, other) }))
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((a, b) => b.share - a.share);
  return best?.path;
}

/** How much of the longer of two texts both have, line by line: from 0 to 1. */
function shareOf(one: string, other: string): number {
  const linesOf = (text: string) =>
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.length > 3);
  const [a, b] = [linesOf(one), new Set(linesOf(other))];
  const shared = a.filter((line) => b.has(line)).length;
  return shared / Math.max(a.length, b.size, 1);
}
