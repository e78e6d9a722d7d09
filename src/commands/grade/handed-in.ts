import { basename, join } from "node:path";
import { systemCode, UserError } from "../../errors.ts";
import type { Run } from "../command.ts";
import { MOST_SUBMISSIONS } from "./limits.ts";
import { isArchive, isProject } from "./submission.ts";

/** What lies in the folder of a class. */
export interface HandedIn {
  readonly submissions: readonly Entry[];
  /** The names of files that nobody hands in, such as a list of the class. */
  readonly ignored: readonly string[];
}

export interface Entry {
  readonly name: string;
  readonly path: string;
  /** Whether it is a folder or a zip archive; what is packed in another way, or a link, is told. */
  readonly isReadable: boolean;
}

/** What somebody may have handed in without knowing better. */
const OTHER_ARCHIVE = /\.(?:7z|bz2|gz|rar|tar|tgz|xz|zst)$/i;

/** Looks for each one's folder or archive, in the order of their names. A project, or an archive, is a class of one. */
export async function handedIn(folder: string, { io, t }: Run): Promise<HandedIn> {
  const fail = (said: string, hint?: string) =>
    new UserError("BAD_OPTIONS", said, hint === undefined ? {} : { hint });
  if (isArchive(folder) && (await io.fs.lstat(folder).catch(() => undefined))?.isFile()) return alone(folder);
  let names: string[];
  try {
    names = (await io.fs.readdir(folder)).sort();
  } catch (error) {
    throw fail(t.grade.noFolder(folder, t.reasons[systemCode(error) ?? ""] ?? String(error)));
  }
  if (isProject(names)) return alone(folder);
  const submissions: Entry[] = [];
  const ignored: string[] = [];
  for (const name of names.filter((entry) => !entry.startsWith("."))) {
    const path = join(folder, name);
    // A name that is no UTF-8 leads nowhere.
    const stats = await io.fs.lstat(path).catch(() => undefined);
    const isReadable = stats?.isDirectory() || (stats?.isFile() && isArchive(name)) || false;
    if (isReadable || !stats?.isFile() || OTHER_ARCHIVE.test(name))
      submissions.push({ name, path, isReadable });
    else ignored.push(name);
  }
  if (submissions.length === 0) throw fail(t.grade.none(folder), t.grade.noneHint);
  if (submissions.length > MOST_SUBMISSIONS) throw fail(t.grade.tooMany(folder, MOST_SUBMISSIONS));
  return { submissions, ignored };
}

function alone(path: string): HandedIn {
  return { submissions: [{ name: basename(path), path, isReadable: true }], ignored: [] };
}
