import { isUtf8 } from "node:buffer";
import type { Stats } from "node:fs";
import { join } from "node:path";
import { systemCode, UserError } from "../errors.ts";
import type { Io } from "../io.ts";
import type { Options } from "../options/table.ts";
import { isWithin } from "../path-of.ts";
import type { Phrase } from "../phrase.ts";
import type { FileChange, Seen } from "../plan/changes.ts";
import { canJoin } from "../plan/join.ts";
import type { Content } from "../plan/layers.ts";
import type { Plan } from "../plan/plan.ts";
import { type Files, type Present, reconcile } from "../plan/reconcile.ts";
import { orAbsent } from "./or-absent.ts";
import { MOST_BY_HAND } from "./ordinary.ts";
import type { Target } from "./target.ts";
import { writeError } from "./write-error.ts";

/**
 * Decides what happens to each file.
 * @throws UserError when the target is full and may not be touched, or when a link or a file of another kind
 * stands where the project needs to write
 */
export async function compare(
  io: Io,
  target: Target,
  plan: Plan<Content>,
  ifExists: Options["ifExists"],
): Promise<FileChange[]> {
  if (target.state !== "full") return reconcile(new Map(), plan.files, new Map(), "keep");
  refuseFull(target, ifExists);
  try {
    const rule = ifExists === "merge" ? "keep" : "overwrite";
    const changes = reconcile(new Map(), plan.files, await readDisk(io, target, plan.files, rule), rule);
    const torn = changes.find(({ action }) => action === "conflict");
    if (!torn) return changes;
    const place = join(target.path, torn.path);
    throw new UserError("WRITE_FAILED", ["notJoined", place], { hint: ["writeFailedHint"] });
  } catch (error) {
    throw writeError(error, target.path);
  }
}

/** @throws UserError when the target is full and may not be touched */
export function refuseFull(
  { state, path }: Target,
  ifExists: Options["ifExists"],
  hint: Phrase = ["notEmptyHint"],
): void {
  if (state !== "full" || ifExists !== "error") return;
  throw new UserError("TARGET_NOT_EMPTY", ["notEmpty", path], { hint });
}

/** Looks at the files that are there of those that are planned. Reads those that may be the same, or are joined. */
async function readDisk(
  io: Io,
  target: Target,
  planned: Files,
  rule: "keep" | "overwrite",
): Promise<Map<string, Present>> {
  const root = await io.fs.realpath(target.path);
  const disk = new Map<string, Present>();
  for (const [path, content] of planned) {
    io.signal.throwIfAborted();
    const seen = await lookAt(io, root, path);
    if (!seen) continue;
    const place = join(root, path);
    if (canJoin(path) && seen.size > MOST_BY_HAND) {
      throw new UserError("WRITE_FAILED", ["tooLarge", place, MOST_BY_HAND], { hint: ["writeFailedHint"] });
    }
    const least = Buffer.byteLength(content);
    // Line ends take one byte more at most.
    const mayBeSame = seen.size >= least && seen.size <= 2 * least;
    const text = canJoin(path)
      ? await readToJoin(io, place, rule)
      : mayBeSame
        ? await readIfAllowed(io, place)
        : undefined;
    disk.set(path, { text, seen });
  }
  return disk;
}

/**
 * Reads a file of the user's into which something is to be put.
 * @throws UserError where that would write it anew, and bytes of it that are no text would be lost
 */
async function readToJoin(io: Io, place: string, rule: "keep" | "overwrite"): Promise<string> {
  const bytes = await io.fs.readFile(place);
  if (rule === "overwrite" && !isUtf8(bytes)) {
    throw new UserError("WRITE_FAILED", ["writeFailed", place, "EILSEQ"], { hint: ["writeFailedHint"] });
  }
  return bytes.toString();
}

/** What this user may not read is none of ours: it is kept, or replaced, as it is. */
async function readIfAllowed(io: Io, place: string): Promise<string | undefined> {
  try {
    return await io.fs.readFile(place, "utf8");
  } catch (error) {
    if (["EACCES", "EPERM"].includes(systemCode(error) ?? "")) return undefined;
    throw error;
  }
}

/** The file that is at a path of the target, or undefined. Follows no link out of the target. */
export async function lookAt(io: Io, root: string, path: string): Promise<Seen | undefined> {
  const segments = path.split("/");
  let file: Stats | undefined;
  for (const depth of segments.keys()) {
    const at = join(root, ...segments.slice(0, depth + 1));
    const isFile = depth === segments.length - 1;
    file = await standing(io, root, at, isFile);
    if (!file) return undefined;
  }
  return file && { size: file.size, mtimeMs: file.mtimeMs, mode: file.mode & 0o777 };
}

/**
 * What stands at one step of a path.
 * @throws UserError when it is a link that leads out, or of another kind than the project needs
 */
export async function standing(
  io: Io,
  root: string,
  at: string,
  isFile: boolean,
): Promise<Stats | undefined> {
  const stats = await orAbsent(io.fs.lstat(at));
  if (!stats) return undefined;
  if (stats.isSymbolicLink() && !(await staysInside(io, root, at))) {
    throw new UserError("WRITE_FAILED", ["leadsOut", at], { hint: ["isFileHint"] });
  }
  const present = await orAbsent(io.fs.stat(at));
  if (isFile ? present?.isFile() : present?.isDirectory()) return present;
  const said: Phrase = isFile ? ["needsFile", at] : ["needsFolder", at];
  throw new UserError("WRITE_FAILED", said, { hint: ["isFileHint"] });
}

/** A link to nothing leads nowhere inside. */
async function staysInside(io: Io, root: string, link: string): Promise<boolean> {
  const end = await orAbsent(io.fs.realpath(link));
  return end !== undefined && isWithin(root, end);
}
