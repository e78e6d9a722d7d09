import { extname, join } from "node:path";
import { MOST_BY_HAND, readOrdinary } from "../../effects/ordinary.ts";
import { isOurName } from "../../effects/staging.ts";
import { foldersOf } from "../../effects/write-files.ts";
import { loadSha256 } from "../../hash.ts";
import type { Io } from "../../io.ts";
import { hashOf } from "../../plan/plan.ts";
import { asPlanned } from "../../plan/reconcile.ts";

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
    if (found.length === MOST_FILES) break;
    for (const entry of await io.fs.readdir(join(folder, below), { withFileTypes: true }).catch(() => [])) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (LEFT_OUT.includes(entry.name) || isOurName(entry.name)) continue;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() && found.length < MOST_FILES) found.push(path);
    }
  }
  return found;
}

/**
 * Folders that the user has renamed: by the path of each where it was planned, the one where it is, both with `/` at
 * their ends. Of such a folder nothing is left, and most of its files are elsewhere by the same names.
 * @param known the files that were planned, and are planned still
 * @param others other files of the project
 */
export function findMovedFolders(
  known: readonly string[],
  isThere: (path: string) => boolean,
  others: readonly string[],
): Map<string, string> {
  const moved = new Map<string, string>();
  for (const folder of foldersOf(known).map((path) => `${path}/`)) {
    const files = known.filter((path) => path.startsWith(folder));
    if (placeIn(moved, folder) !== undefined || files.some(isThere)) continue;
    const names = new Set(files.map((path) => path.slice(folder.length)));
    const counts = new Map<string, number>();
    for (const other of others) {
      for (const above of ["", ...foldersOf([other]).map((path) => `${path}/`)]) {
        if (names.has(other.slice(above.length))) counts.set(above, (counts.get(above) ?? 0) + 1);
      }
    }
    const [place, count] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? ["", 0];
    // One name alone says nothing.
    if (count > 1 && count >= LEAST_SHARE * files.length) moved.set(folder, place);
  }
  return moved;
}

/** Where a file is, or belongs, whose folder was renamed; undefined where that was not. */
export function placeIn(moved: ReadonlyMap<string, string>, path: string): string | undefined {
  const folder = [...moved.keys()].find((planned) => path.startsWith(planned));
  return folder === undefined ? undefined : `${moved.get(folder)}${path.slice(folder.length)}`;
}

/** As much of a file's lines, or of a folder's names, has to be in another one for that to be the same under a new name. */
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
  const free = new Map<string, Candidate>();
  for (const path of others.filter((other) => endings.has(extname(other))).slice(0, MOST_FILES)) {
    io.signal.throwIfAborted();
    const content = await readOrdinary(io, join(folder, path), MOST_BY_HAND);
    if (!content) continue;
    const text = asPlanned(content.toString());
    free.set(path, { path, hash: hashOf(text, sha256), lines: new Set(linesOf(text)) });
  }
  for (const [path, hash] of lost) {
    const alike = [...free.values()].filter((other) => extname(other.path) === extname(path));
    const place = alike.find((other) => other.hash === hash) ?? mostAlike(alike, await textOf(path));
    if (!place) continue;
    renamed.set(path, place.path);
    free.delete(place.path);
  }
  return renamed;
}

/** A file that may be one of those that are lost. */
interface Candidate {
  readonly path: string;
  readonly hash: string;
  readonly lines: ReadonlySet<string>;
}

function mostAlike(candidates: readonly Candidate[], text = ""): Candidate | undefined {
  const lines = linesOf(text);
  const [best] = candidates
    .map((candidate) => ({ candidate, share: shareOf(lines, candidate.lines) }))
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((a, b) => b.share - a.share);
  return best?.candidate;
}

/** The lines of a text by which it is known again. */
const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length > 3);

/** How much of the longer of two texts both have: from 0 to 1. */
const shareOf = (one: readonly string[], other: ReadonlySet<string>): number =>
  one.filter((line) => other.has(line)).length / Math.max(one.length, other.size, 1);
