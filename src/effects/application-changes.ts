import { isUtf8 } from "node:buffer";
import { join } from "node:path";
import { type Edited, withFragment } from "../application/edit-package-json.ts";
import { requirementsOf, withDependencies, withLines } from "../application/edit-python.ts";
import { UserError } from "../errors.ts";
import type { Io } from "../io.ts";
import type { FileChange } from "../plan/changes.ts";
import type { Content } from "../plan/layers.ts";
import { ANSWERS_FILE, type Plan } from "../plan/plan.ts";
import { lookAt } from "./compare.ts";
import { MOST_BY_HAND, readOrdinary } from "./ordinary.ts";
import type { Target } from "./target.ts";
import { writeError } from "./write-error.ts";

/** A file of the application's with more in it; undefined where it can't be read. */
type Edit = (
  present: string,
  planned: string,
) => (Pick<Edited, "text" | "added"> & Partial<Pick<Edited, "conflicts">>) | undefined;

const ofItems =
  (edit: (present: string, planned: string) => string, itemsOf: (text: string) => readonly string[]): Edit =>
  (present, planned) => {
    const text = edit(present, planned);
    const there = new Set(itemsOf(present));
    return { text, added: itemsOf(text).filter((item) => !there.has(item)) };
  };

/** The files in which an application lists what it needs. */
const EDITS: Readonly<Record<string, Edit>> = {
  "package.json": withFragment,
  "pyproject.toml": ofItems(withDependencies, requirementsOf),
  "requirements.txt": ofItems(withLines, (text) => text.split(/\r?\n/).filter((line) => line !== "")),
};

/**
 * What the plan of an endpoint means for the application in a folder: new files, and more lines in one that lists packages.
 * @throws UserError where a file is there already, or a link or a file of another kind stands in the way
 */
export async function applicationChanges(
  io: Io,
  { path: folder }: Target,
  { files }: Plan<Content>,
): Promise<FileChange[]> {
  try {
    const root = await io.fs.realpath(folder);
    const changes: FileChange[] = [];
    // By the last one the next run knows an endpoint that is there: where this one is killed before, it is put back.
    const inOrder = [...files].sort(([a], [b]) => Number(a === ANSWERS_FILE) - Number(b === ANSWERS_FILE));
    for (const [path, planned] of inOrder) {
      io.signal.throwIfAborted();
      const seen = await lookAt(io, root, path);
      const edit = EDITS[path];
      if (!seen) changes.push({ path, content: planned, action: "create" });
      else if (!edit)
        throw new UserError("TARGET_NOT_EMPTY", ["fileThere", join(folder, path)], {
          hint: ["fileThereHint"],
        });
      else {
        const present = await textOf(io, join(root, path));
        const edited = edit(present, planned.toString());
        if (!edited)
          throw new UserError("WRITE_FAILED", ["notJoined", join(folder, path)], {
            hint: ["writeFailedHint"],
          });
        const { text: content, added, conflicts = [] } = edited;
        changes.push({
          path,
          content,
          action: content === present ? "same" : "merge",
          added,
          ...(conflicts.length > 0 && { conflicts }),
          seen,
        });
      }
    }
    return changes;
  } catch (error) {
    throw writeError(error, folder);
  }
}

/** @throws UserError for what is no ordinary file, too long, or no text: it could not be written as it was */
async function textOf(io: Io, place: string): Promise<string> {
  const bytes = await readOrdinary(io, place, MOST_BY_HAND);
  if (!bytes || !isUtf8(bytes)) {
    throw new UserError("WRITE_FAILED", ["notJoined", place], { hint: ["writeFailedHint"] });
  }
  return bytes.toString();
}
