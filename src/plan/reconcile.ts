import type { FileChange, Seen } from "./changes.ts";
import { canJoin, join } from "./join.ts";
import type { Content } from "./layers.ts";
import { LOCK_FILES } from "./lock-files.ts";

/** Files by their paths in the project. */
export type Files = ReadonlyMap<string, Content>;

/** A file that is there. */
export interface Present {
  /** Undefined where it need not be read: by its size, it is none that was or is planned. */
  readonly text: string | undefined;
  readonly seen: Seen;
}

/** What becomes of a file that the user has otherwise than it was planned, and that is planned otherwise now. */
export type Rule = "keep" | "overwrite" | "conflict";

/**
 * Decides what happens to each file, three-way.
 * @param base what was planned when the project was made or brought up to date last; nothing for a new project
 * @param next what is planned now
 * @param disk what is there, of the paths in either plan
 */
export function reconcile(
  base: Files,
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
      return { path, content: planned, action: before === undefined ? "create" : "keep" };
    }
    if (before === undefined || !present) return [];
    const action = isSame(present, before) ? "delete" : "keep";
    return { path, content: before, action, seen: present.seen };
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
    if (isSame(present, before)) return { path, content, action: "overwrite" };
    if (before.toString() === content.toString()) return { path, content, action: "keep" };
  }
  // It says more than ours, which is empty.
  if (LOCK_FILES.includes(path)) return { path, content, action: "keep" };
  return canJoin(path) ? joined(file, rule) : { path, content, action: rule };
}

function joined({ path, before, planned, present: { text = "" } }: File, rule: Rule): FileChange {
  const both = join(path, before?.toString(), text, planned.toString());
  // Nobody can use it as it is, and to replace it would lose all of it.
  if (!both) return { path, content: planned, action: "conflict" };
  const { content, missing, conflicts } = both;
  const told = conflicts.length > 0 ? { conflicts } : {};
  if (rule === "keep")
    return { path, content: planned, action: "keep", ...(missing && { missing }), ...told };
  if (content === text) return { path, content, action: "same" };
  if (rule === "conflict")
    return { path, content, action: conflicts.length > 0 ? "conflict" : "merge", ...told };
  return { path, content, action: "overwrite", ...told };
}

/** git may have checked the file out with the line ends of Windows. */
const isSame = ({ text }: Present, content: Content): boolean =>
  text !== undefined && text.replaceAll("\r\n", "\n") === content.toString();
