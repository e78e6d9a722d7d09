import { join, relative, sep } from "node:path";
import { UserError } from "../errors.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import type { Options } from "../options/table.ts";
import type { Content } from "../plan/layers.ts";
import { missingFrom } from "../plan/missing-json.ts";
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
  /** What the file that is kept lacks for the project to run. */
  readonly missing?: object | undefined;
}

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
      const present = await readPresent(io, root, path, t);
      const text = content.toString();
      const otherwise = ifExists === "merge" ? "keep" : "overwrite";
      const isSame = present !== undefined && withLineFeeds(present) === withLineFeeds(text);
      const action = present === undefined ? "create" : isSame ? "same" : otherwise;
      const missing =
        action === "keep" && path === "package.json" ? missingFrom(present ?? "", text) : undefined;
      changes.push({ path, content, action, ...(missing && { missing }) });
    }
    return changes;
  } catch (error) {
    throw writeError(error, target.path, t);
  }
}

/** git may have checked the file out with the line ends of Windows. */
const withLineFeeds = (text: string): string => text.replaceAll("\r\n", "\n");

/** @throws UserError when the target is full and may not be touched */
export function refuseFull({ state, path }: Target, ifExists: Options["ifExists"], t: Messages): void {
  if (state !== "full" || ifExists !== "error") return;
  throw new UserError("TARGET_NOT_EMPTY", t.errors.notEmpty(path), { hint: t.errors.notEmptyHint });
}

/** The text that is at a path of the target, or undefined. Follows no link out of the target. */
async function readPresent(io: Io, root: string, path: string, t: Messages): Promise<string | undefined> {
  const segments = path.split("/");
  for (const depth of segments.keys()) {
    const at = join(root, ...segments.slice(0, depth + 1));
    const stats = await orAbsent(io.fs.lstat(at));
    if (!stats) return undefined;
    if (stats.isSymbolicLink() && !(await staysInside(io, root, at))) {
      throw new UserError("WRITE_FAILED", t.errors.leadsOut(at), { hint: t.errors.isFileHint });
    }
    const isFile = depth === segments.length - 1;
    const present = await orAbsent(io.fs.stat(at));
    if (!(isFile ? present?.isFile() : present?.isDirectory())) {
      const message = isFile ? t.errors.needsFile(at) : t.errors.needsFolder(at);
      throw new UserError("WRITE_FAILED", message, { hint: t.errors.isFileHint });
    }
  }
  return io.fs.readFile(join(root, path), "utf8");
}

/** A link to nothing leads nowhere inside. */
async function staysInside(io: Io, root: string, link: string): Promise<boolean> {
  const end = await orAbsent(io.fs.realpath(link));
  return end !== undefined && !relative(root, end).split(sep).includes("..");
}
