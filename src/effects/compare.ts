import type { Stats } from "node:fs";
import { join, relative, sep } from "node:path";
import { UserError } from "../errors.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import type { Options } from "../options/table.ts";
import { type Conflict, canJoin, join as joinTexts } from "../plan/join.ts";
import type { Content } from "../plan/layers.ts";
import type { Plan } from "../plan/plan.ts";
import { orAbsent } from "./or-absent.ts";
import type { Target } from "./target.ts";
import { writeError } from "./write-error.ts";

/** What happens to one file of the plan. `keep`: another one is there and stays. `same`: it is there already. */
export interface FileChange {
  /** In the project, with `/` between segments. */
  readonly path: string;
  readonly content: Content;
  readonly action: "create" | "overwrite" | "keep" | "same";
  /** What the file that is kept lacks: members of an object, or lines. */
  readonly missing?: object | readonly string[];
  /** Members of which the file that is there has other values. They stay when it is kept, and else do not. */
  readonly conflicts?: readonly Conflict[];
  /** The file that is there, as it was when it was looked at. */
  readonly seen?: Seen;
}

/** What changes with each change of a file. */
export type Seen = Pick<Stats, "size" | "mtimeMs">;

export const isWritten = ({ action }: FileChange): boolean => action === "create" || action === "overwrite";

/** Whether the project has anything to install. */
export function needsInstall(changes: readonly FileChange[]): boolean {
  // A Python project needs llmbrick, at least.
  if (changes.some(({ path }) => path === "pyproject.toml")) return true;
  const packageJson = changes.find(({ path }) => path === "package.json");
  const { dependencies = {}, devDependencies = {} } = JSON.parse(packageJson?.content.toString() ?? "{}");
  return Object.keys({ ...dependencies, ...devDependencies }).length > 0;
}

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
  t: Messages,
): Promise<FileChange[]> {
  const files = [...plan.files].map(([path, content]) => ({ path, content }));
  if (target.state !== "full") return files.map((file) => ({ ...file, action: "create" }));
  refuseFull(target, ifExists, t);
  try {
    const root = await io.fs.realpath(target.path);
    const changes: FileChange[] = [];
    for (const { path, content } of files) {
      io.signal.throwIfAborted();
      const seen = await lookAt(io, root, path, t);
      const change = seen && (await changeOf(io, join(root, path), { path, content, seen }, ifExists, t));
      changes.push(change ?? { path, content, action: "create" });
    }
    return changes;
  } catch (error) {
    throw writeError(error, target.path, t);
  }
}

/** git may have checked the file out with the line ends of Windows. */
const withLineFeeds = (text: string): string => text.replaceAll("\r\n", "\n");

/** @throws UserError when the target is full and may not be touched */
export function refuseFull(
  { state, path }: Target,
  ifExists: Options["ifExists"],
  t: Messages,
  hint = t.errors.notEmptyHint,
): void {
  if (state !== "full" || ifExists !== "error") return;
  throw new UserError("TARGET_NOT_EMPTY", t.errors.notEmpty(path), { hint });
}

interface Present {
  readonly path: string;
  readonly content: Content;
  readonly seen: Seen;
}

/** What happens to a file that is there. Only one that may be the same is read, or one that ours is joined with. */
async function changeOf(
  io: Io,
  place: string,
  file: Present,
  ifExists: Options["ifExists"],
  t: Messages,
): Promise<FileChange> {
  const planned = file.content.toString();
  const least = Buffer.byteLength(planned);
  // Line ends take one byte more at most.
  const mayBeSame = file.seen.size >= least && file.seen.size <= 2 * least;
  if (mayBeSame && withLineFeeds(await io.fs.readFile(place, "utf8")) === planned) {
    return { ...file, action: "same" };
  }
  const action = ifExists === "merge" ? "keep" : "overwrite";
  return canJoin(file.path) ? joined(io, place, file, action, t) : { ...file, action };
}

/** In bytes: what people write by hand is smaller. */
const MAX_JOINED = 1 << 20;

async function joined(
  io: Io,
  place: string,
  file: Present,
  action: "keep" | "overwrite",
  t: Messages,
): Promise<FileChange> {
  const refuse = (message: string) => {
    throw new UserError("WRITE_FAILED", message, { hint: t.errors.writeFailedHint });
  };
  if (file.seen.size > MAX_JOINED) refuse(t.errors.tooLarge(place, MAX_JOINED));
  const present = await io.fs.readFile(place, "utf8");
  const planned = file.content.toString();
  const both = joinTexts(file.path, present, planned);
  // The user's file is theirs, whatever is in it; but to replace it would lose all of it.
  if (!both) return action === "keep" ? { ...file, action } : refuse(t.errors.notJoined(place));
  const { content, missing, conflicts } = both;
  if (action === "keep") {
    return { ...file, action, ...(missing && { missing }), ...(conflicts.length > 0 && { conflicts }) };
  }
  if (content === present) return { ...file, content, action: "same" };
  return { ...file, content, action, ...(conflicts.length > 0 && { conflicts }) };
}

/** The file that is at a path of the target, or undefined. Follows no link out of the target. */
async function lookAt(io: Io, root: string, path: string, t: Messages): Promise<Seen | undefined> {
  const segments = path.split("/");
  let file: Stats | undefined;
  for (const depth of segments.keys()) {
    const at = join(root, ...segments.slice(0, depth + 1));
    const isFile = depth === segments.length - 1;
    file = await standing(io, root, at, isFile, t);
    if (!file) return undefined;
  }
  return file && { size: file.size, mtimeMs: file.mtimeMs };
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
  t: Messages,
): Promise<Stats | undefined> {
  const stats = await orAbsent(io.fs.lstat(at));
  if (!stats) return undefined;
  if (stats.isSymbolicLink() && !(await staysInside(io, root, at))) {
    throw new UserError("WRITE_FAILED", t.errors.leadsOut(at), { hint: t.errors.isFileHint });
  }
  const present = await orAbsent(io.fs.stat(at));
  if (isFile ? present?.isFile() : present?.isDirectory()) return present;
  const message = isFile ? t.errors.needsFile(at) : t.errors.needsFolder(at);
  throw new UserError("WRITE_FAILED", message, { hint: t.errors.isFileHint });
}

/** A link to nothing leads nowhere inside. */
async function staysInside(io: Io, root: string, link: string): Promise<boolean> {
  const end = await orAbsent(io.fs.realpath(link));
  return end !== undefined && !relative(root, end).split(sep).includes("..");
}
