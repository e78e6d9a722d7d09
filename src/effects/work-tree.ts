import { join } from "node:path";
import type { Io } from "../io.ts";
import { gitEnvironment } from "./git.ts";
import { repositoryOf } from "./target.ts";

/** A conflict as git's index knows it. */
export interface Unmerged {
  /** In the folder, with `/` between segments. */
  readonly path: string;
  readonly base: string;
  readonly yours: string;
  readonly next: string;
}

/** A folder that git looks after. All paths are relative to it. */
export interface WorkTree {
  /** The files with changes that are in no commit; undefined where git can't tell, be it of anything. */
  uncommitted(): Promise<readonly string[] | undefined>;
  /** The files with conflicts from an earlier merge. */
  unmerged(): Promise<readonly string[]>;
  /** The files that the last commit has, but for those whose changes git was told to overlook. */
  committed(): Promise<readonly string[]>;
  /** The files that are there, but for those that git ignores; undefined where git can't tell. */
  files(): Promise<readonly string[] | undefined>;
  /** Looks through all that files have ever been in a commit, until for each a text is found that is wanted. */
  findInHistory(wanted: ReadonlyMap<string, (text: string) => boolean>): Promise<Map<string, string>>;
  /**
   * Notes conflicts as git's own merge does, of the files that it has, and new files, so that to go back to the last
   * commit removes them.
   * @returns whether git could: its index may be locked
   */
  mark(conflicts: readonly Unmerged[], created: readonly string[]): Promise<boolean>;
  /** Takes the conflicts of some files back. */
  forget(paths: readonly string[]): Promise<void>;
}

/** Settings for this program's own commands, whatever the user has set. Nothing is fetched, and no hook runs. */
const settingsIn = (folder: string): readonly string[] => [
  // There is no such folder.
  `core.hooksPath=${join(folder, ".git", "no-hooks")}`,
  "core.quotePath=false",
  "core.fsmonitor=false",
  "log.showSignature=false",
  "log.showRoot=true",
];
const OFFLINE = { GIT_NO_LAZY_FETCH: "1", GIT_OPTIONAL_LOCKS: "0" };

/** Versions of one file that are looked at, from the newest on. */
const MOST_VERSIONS = 500;

/** How git log tells of each change of a file: `:100644 100644 <id before> <id after> M`, and the path. */
const EACH_CHANGE = ["--all", "--format=", "--raw", "-z", "--no-abbrev", "--no-renames", "-m"];
const CHANGE = /:\d+ \d+ ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) \w+\0([^\0]+)\0/g;

/** What each file has been, by the name of that in the repository, from the newest on. */
function blobsIn(log: string): Map<string, Set<string>> {
  const blobs = new Map<string, Set<string>>();
  for (const [, before = "", after = "", path = ""] of log.matchAll(CHANGE)) {
    const known = blobs.get(path) ?? new Set();
    for (const id of [before, after]) if (!/^0+$/.test(id)) known.add(id);
    blobs.set(path, known);
  }
  return blobs;
}

/** The folder as git sees it; undefined where there is no repository, or no git. */
export async function workTreeOf(io: Io, folder: string): Promise<WorkTree | undefined> {
  if (!(await repositoryOf(io, { base: folder }))) return undefined;
  const env = { ...gitEnvironment(io.env), ...OFFLINE };
  const attempt = (args: readonly string[], input?: string) =>
    io.run("git", [...settingsIn(folder).flatMap((setting) => ["-c", setting]), ...args], {
      cwd: folder,
      env,
      isExact: true,
      ...(input !== undefined && { input }),
    });
  const inside = await attempt(["rev-parse", "--show-prefix"]);
  if (inside.status === "missing") return undefined;
  const prefix = inside.status === "done" ? inside.output.replace(/\n$/, "") : "";
  const read = async (...args: string[]) => {
    const { status, output } = await attempt(args);
    return status === "done" ? output : "";
  };
  const names = (output: string) => output.split("\0").filter((name) => name !== "");
  /** How git has a file: whether it may be run. Undefined where it does not. */
  const modeOf = async (path: string) => /^\d+/.exec(await read("ls-files", "--stage", "--", path))?.[0];
  const write = async (path: string, text: string) =>
    (await attempt(["hash-object", "-w", "--stdin", `--path=${path}`], text)).output.trim();
  const unmerged = async () => {
    const output = await read("ls-files", "-u", "-z", "--", ".");
    return [...new Set(names(output).map((entry) => entry.slice(entry.indexOf("\t") + 1)))];
  };

  return {
    async uncommitted() {
      const options = ["--porcelain=v1", "-z", "--no-renames", "--untracked-files=no"];
      const { status, output } = await attempt(["status", ...options, "--", "."]);
      if (status !== "done") return undefined;
      return names(output).map((entry) => entry.slice(3 + prefix.length));
    },
    unmerged,
    async committed() {
      const committed = names(await read("ls-tree", "-r", "-z", "--name-only", "HEAD", "--", "."));
      // Marked by small letters are those that are assumed to be unchanged, by S those that are skipped.
      const marks = names(await read("ls-files", "-v", "-z", "--", "."));
      const overlooked = new Set(marks.filter((line) => /^[a-zS]/.test(line)).map((line) => line.slice(2)));
      return committed.filter((path) => !overlooked.has(path));
    },
    async files() {
      const options = ["-z", "--cached", "--others", "--exclude-standard"];
      const { status, output } = await attempt(["ls-files", ...options, "--", "."]);
      return status === "done" ? names(output) : undefined;
    },
    async findInHistory(wanted) {
      const found = new Map<string, string>();
      // Without paths it would be of all files.
      if (wanted.size === 0) return found;
      // One for all: it goes through each commit that there is.
      const log = await read("log", ...EACH_CHANGE, "--", ...wanted.keys());
      const blobs = blobsIn(log);
      for (const [path, isWanted] of wanted) {
        for (const id of [...(blobs.get(prefix + path) ?? [])].slice(0, MOST_VERSIONS)) {
          const text = await read("cat-file", "blob", id);
          if (!isWanted(text)) continue;
          found.set(path, text);
          break;
        }
      }
      return found;
    },
    async forget(paths) {
      const torn = (await unmerged()).filter((path) => paths.includes(path));
      // Without paths it would be of all files.
      if (torn.length > 0) await read("reset", "--quiet", "--", ...torn);
    },
    async mark(conflicts, created) {
      const isDone = async (args: readonly string[], input?: string) =>
        (await attempt(args, input)).status === "done";
      if (created.length > 0 && !(await isDone(["add", "--intent-to-add", "--force", "--", ...created])))
        return false;
      const lines: string[] = [];
      for (const { path, base, yours, next } of conflicts) {
        const [place, mode] = [prefix + path, await modeOf(path)];
        if (mode === undefined) continue;
        const ids = await Promise.all([base, yours, next].map((text) => write(path, text)));
        lines.push(`0 ${"0".repeat(ids[0]?.length ?? 0)}\t${place}`);
        for (const [stage, id] of ids.entries()) lines.push(`${mode} ${id} ${stage + 1}\t${place}`);
      }
      const text = lines.map((line) => `${line}\0`).join("");
      return lines.length === 0 || isDone(["update-index", "-z", "--index-info"], text);
    },
  };
}
