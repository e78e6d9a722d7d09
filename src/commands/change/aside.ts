import { join } from "node:path";
import { UserError } from "../../errors.ts";
import { loadSha256 } from "../../hash.ts";
import type { Io } from "../../io.ts";
import { type FileChange, isMoved, isWritten, type Seen } from "../../plan/changes.ts";
import { isProjectPath } from "../../plan/paths.ts";
import type { Present } from "../../plan/reconcile.ts";
import { readDisk } from "./disk.ts";

/** Where a project keeps what the last update or add has changed, where its repository does not. */
export const ASIDE = ".llmbrick-before";

const NOTE = `${ASIDE}/changes.json`;
const IGNORED = `${ASIDE}/.gitignore`;
const placeOf = (path: string) => `${ASIDE}/files/${path}`;

/** What was done to each file: the hash that it has since, and whether there was one before. */
interface Note {
  readonly files: Readonly<Record<string, { readonly sha256: string | null; readonly existed: boolean }>>;
}

/** The changes that keep aside what others are about to change. git has no eye for them. */
export async function keptAside(
  io: Io,
  folder: string,
  changes: readonly FileChange[],
  disk: ReadonlyMap<string, Present>,
): Promise<FileChange[]> {
  const sha256 = await loadSha256();
  const moved = changes.filter(isMoved);
  const note: Note = {
    files: Object.fromEntries(
      moved.map((change) => [
        change.path,
        { sha256: isWritten(change) ? sha256(change.content) : null, existed: disk.has(change.path) },
      ]),
    ),
  };
  const wanted = new Map<string, Pick<FileChange, "content" | "mode">>([
    [IGNORED, { content: "*\n" }],
    [NOTE, { content: `${JSON.stringify(note, null, 2)}\n` }],
    ...moved.flatMap(({ path }) => {
      const { text, seen } = disk.get(path) ?? {};
      return text === undefined ? [] : [[placeOf(path), { content: text, ...modeOf(seen) }] as const];
    }),
  ]);
  const { files: stale } = await readAside(io, folder, wanted.keys());
  return [
    ...[...wanted].map(([path, kept]): FileChange => {
      const seen = stale.get(path)?.seen;
      return { path, ...kept, action: seen ? "overwrite" : "create", ...(seen && { seen }) };
    }),
    ...deletionsOf(new Map([...stale].filter(([path]) => !wanted.has(path)))),
  ];
}

/** A copy may be read by those who may read the file, and what could be run can be run again. */
const modeOf = (seen: Seen | undefined) => (seen?.mode === undefined ? {} : { mode: seen.mode });

/** What was kept aside, by the note of it, and others of the paths named that are there. */
async function readAside(
  io: Io,
  folder: string,
  others: Iterable<string> = [],
): Promise<{ readonly note: Note | undefined; readonly files: Map<string, Present> }> {
  const note = noteIn((await readDisk(io, folder, [NOTE])).get(NOTE)?.text);
  const kept = Object.keys(note?.files ?? {}).map(placeOf);
  return { note, files: await readDisk(io, folder, new Set([IGNORED, NOTE, ...kept, ...others])) };
}

/**
 * The changes that take a project back to what was kept aside.
 * @param isForced whether what was changed since may be lost
 */
export async function backFromAside(io: Io, folder: string, isForced: boolean): Promise<FileChange[]> {
  const { note, files: aside } = await readAside(io, folder);
  if (!note) throw new UserError("NOTHING_TO_UNDO", ["nothingToUndo", folder]);
  const sha256 = await loadSha256();
  const disk = await readDisk(io, folder, Object.keys(note.files));
  const changed = Object.entries(note.files).filter(([path, { sha256: hash }]) => {
    const present = disk.get(path);
    // Of what is no text, nothing was written here.
    return hash !== (present ? present.text !== undefined && sha256(present.text) : null);
  });
  if (changed.length > 0 && !isForced) {
    throw new UserError("UNCOMMITTED", ["changedSince", changed.map(([path]) => path)], {
      hint: ["changedSinceHint", join(folder, ASIDE)],
    });
  }
  const files = Object.entries(note.files).flatMap(([path, { existed }]): FileChange[] => {
    const [old, present] = [aside.get(placeOf(path)), disk.get(path)];
    if (!existed) return present ? [{ path, content: "", action: "delete", seen: present.seen }] : [];
    if (old?.text === undefined) return [];
    return [
      {
        path,
        content: old.text,
        ...modeOf(old.seen),
        action: present ? "overwrite" : "create",
        ...(present && { seen: present.seen }),
      },
    ];
  });
  return [...files, ...deletionsOf(aside)];
}

/** The changes that forget what was kept aside: it is older than the last commit, which is the way back now. */
export const withoutAside = async (io: Io, folder: string): Promise<FileChange[]> =>
  deletionsOf((await readAside(io, folder)).files);

const deletionsOf = (files: ReadonlyMap<string, Present>): FileChange[] =>
  [...files].map(([path, { seen }]) => ({ path, content: "", action: "delete", seen }));

/** The note lies where anybody may write: of what is no file of a project's, nothing is touched. */
const isNoted = ([path, file]: [string, Partial<Note["files"][string]> | null]): boolean =>
  isProjectPath(path) &&
  (file?.sha256 === null || typeof file?.sha256 === "string") &&
  typeof file.existed === "boolean";

function noteIn(text: string | undefined): Note | undefined {
  try {
    const note = JSON.parse(text ?? "") as Note;
    const files = Object.entries(note.files);
    return files.length > 0 && files.every(isNoted) ? note : undefined;
  } catch {
    return undefined;
  }
}
