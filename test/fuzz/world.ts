import fs from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { ensureDirSync, outputFileSync } from "fs-extra/esm";
import type { FileSystem } from "../../src/io.ts";
import { treeOf } from "../support/tree.ts";

/** A disk of a run's own: no path leads out of it, however many `..` it has. */
export interface World {
  /** The folder of the run, as the run knows it. */
  readonly cwd: string;
  readonly fs: FileSystem;
  /** All that is on the disk. */
  tree(): Promise<Record<string, string>>;
  remove(): Promise<void>;
}

/** What is there before a run: folders of every state that a target can be in. */
const FURNITURE = {
  "full/README.md": "mine",
  "full/src/handler.ts": "mine",
  "full/.git/HEAD": "mine",
  "folder-in-the-way/package.json/mine.txt": "mine",
  "empty-repository/.git/HEAD": "mine",
  "killed/.create-llmbrick-sse-1-00000000/new/README.md": "ours",
  file: "mine",
  "other/mine.txt": "mine",
};
const LINKS = { "leads-out/src": "../other", broken: "nowhere" };

/** The names of the folder in which a run is most likely to end up. */
export const PLACES = [
  ...new Set([...Object.keys(FURNITURE), ...Object.keys(LINKS)].map((path) => path.split("/")[0] ?? "")),
];

/** In memory where there is such a disk (Linux), which takes a tenth of the time. */
const disk = fs.realpathSync(fs.existsSync("/dev/shm") ? "/dev/shm" : tmpdir());

const CWD = "/home/user";

export async function newWorld(files: Readonly<Record<string, string>> = {}): Promise<World> {
  const root = fs.mkdtempSync(join(disk, "create-llmbrick-sse-test-"));
  for (const [path, text] of Object.entries({ ...FURNITURE, ...files })) {
    outputFileSync(join(root, CWD, path), text);
  }
  for (const [path, end] of Object.entries(LINKS)) {
    ensureDirSync(dirname(join(root, CWD, path)));
    fs.symlinkSync(end, join(root, CWD, path));
  }
  return {
    cwd: CWD,
    fs: jailedFs(root),
    tree: () => treeOf(root),
    remove: async () => fs.rmSync(root, { recursive: true }),
  };
}

/** The file system below a folder, which is its root. Its calls are synchronous inside: thousands are made. */
function jailedFs(root: string): FileSystem {
  const inside = (path: unknown) => (typeof path === "string" ? join(root, resolve(path)) : path);
  return new Proxy({} as FileSystem, {
    get(_, operation: keyof FileSystem) {
      const call = fs[`${operation}Sync`] as (...args: unknown[]) => unknown;
      return async (path: string, ...rest: unknown[]) => {
        const outcome = call(
          inside(path),
          ...(operation === "rename" || operation === "link" ? rest.map(inside) : rest),
        );
        return operation === "realpath" ? String(outcome).slice(root.length) || "/" : outcome;
      };
    },
  });
}
