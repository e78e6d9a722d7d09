import type { FileChange, Seen } from "./changes.ts";
import { canJoin, join } from "./join.ts";
import type { Content } from "./layers.ts";
import { LOCK_FILES } from "./lock-files.ts";

/** Files by their paths in the project. */
export type Files = ReadonlyMap<string, Content>;

/** What was planned before; undefined for a file of which no one knows any more what that was. */
export type Base = ReadonlyMap<string, Content | undefined>;

/** A file that is there. */
export interface Present {
  /** Undefined where it need not be read: by its size, it is none that was or is planned. Or where it can't be, as text. */
  readonly text: string | undefined;
  readonly seen: Seen;
}

/** Puts together what the user and a new plan have made of a file. The line ends are those of POSIX in all three. */
export type Merge = (versions: { path: string; base: string; yours: string; next: string }) => {
  readonly content: string;
  /** In how many places that can't be done. They are marked. */
  readonly conflicts: number;
};

/** What becomes of a file that the user has otherwise than it was planned, and that is planned otherwise now. */
export type Rule = "keep" | "overwrite" | Merge;

/**
 * Decides what happens to each file, three-way.
 * @param base what was planned when the project was made or brought up to date last; nothing for a new project
 * @param next what is planned now
 * @param disk what is there, of the paths in either plan
 */
export function reconcile(
  base: Base,
  next: Files,
  disk: ReadonlyMap<string, Present>,
  rule: Rule,
): FileChange[] {
  const paths = [...new Set([...base.keys(), ...next.keys()])].sort((a, b) => (a < b ? -1 : 1));
  return paths.flatMap((path) => {
    const before = base.get(path);
    const planned = next.get(path);
    const present = disk.get(path);
    if (planned !== undefined) {
      if (present) return { ...decide({ path, before, planned, present }, rule), seen: present.seen };
      // What the user has removed stays away.
      return { path, content: planned, action: base.has(path) ? "keep" : "create" };
    }
    if (!present) return [];
    const file = { path, content: before ?? present.text ?? "", seen: present.seen };
    const isUntouched = before !== undefined && isSame(present, before);
    return isUntouched ? { ...file, action: "delete" } : { ...file, action: "keep", isOrphan: true };
  });
}

interface File {
  readonly path: string;
  readonly before: Content | undefined;
  readonly planned: Content;
  readonly present: Present;
}

/** What happens to a file that is planned, and is there. */
function decide(file: File, rule: Rule): FileChange {
  const { path, before, planned: content, present } = file;
  if (isSame(present, content)) return { path, content, action: "same" };
  if (before !== undefined) {
    if (isSame(present, before)) {
      const own = typeof rule === "function" ? writtenAs(present, content.toString()) : content;
      return { path, content: own, action: "overwrite" };
    }
    if (before.toString() === content.toString()) return { path, content, action: "keep" };
  }
  // It says more than ours, which is empty.
  if (LOCK_FILES.includes(path)) return { path, content, action: "keep" };
  if (typeof rule === "function") return merged(file, rule);
  return canJoin(path) ? joined(file, rule) : { path, content, action: rule };
}

function merged({ path, before, planned, present }: File, merge: Merge): FileChange {
  const [yours, next] = [asPlanned(present.text ?? ""), planned.toString()];
  if (present.text === undefined || (before === undefined && !canJoin(path))) {
    return { path, content: planned, action: "conflict", clash: { places: 1, base: undefined, yours, next } };
  }
  const base = before?.toString() ?? (path.endsWith(".json") ? "{}" : "");
  const { content: text, conflicts: places } = merge({ path, base, yours, next });
  const content = writtenAs(present, text);
  if (places > 0) return { path, content, action: "conflict", clash: { places, base, yours, next } };
  return { path, content, action: content === present.text ? "keep" : "merge" };
}

function joined(
  { path, before, planned, present: { text = "" } }: File,
  rule: "keep" | "overwrite",
): FileChange {
  const both = join(path, before?.toString(), text, planned.toString());
  // Nobody can use it as it is, and to replace it would lose all of it.
  if (!both) return { path, content: planned, action: "conflict" };
  const { content, missing, conflicts } = both;
  const told = conflicts.length > 0 ? { conflicts } : {};
  if (rule === "keep")
    return { path, content: planned, action: "keep", ...(missing && { missing }), ...told };
  if (content === text) return { path, content, action: "same" };
  return { path, content, action: "overwrite", ...told };
}

/** A text as a plan would have it: with the line ends of POSIX, and without the mark that some editors begin it with. */
export const asPlanned = (text: string): string => text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");

/** Of a file whose lines end as on Windows, all new ones do; and what begins with a mark does so still. */
function writtenAs({ text = "" }: Present, content: string): string {
  const isPosix = /(?<!\r)\n/.test(text) || !text.includes("\r\n");
  return (text.startsWith("\uFEFF") ? "\uFEFF" : "") + (isPosix ? content : content.replaceAll("\n", "\r\n"));
}

/** git may have checked the file out with the line ends of Windows. */
const isSame = ({ text }: Present, content: Content): boolean =>
  text !== undefined && asPlanned(text) === content.toString();
