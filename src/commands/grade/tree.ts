import { join } from "node:path";
import type { Io } from "../../io.ts";
import { BadArchive, isEncrypted, unzip } from "./archive.ts";
import { MOST_ARCHIVE, MOST_BYTES, MOST_ENTRIES, MOST_LEVELS, MOST_TOTAL } from "./limits.ts";

/** The files of a submission, whatever it lies in. Nothing of it is written anywhere under a name of its own. */
export interface Tree {
  /** Each file's path, with `/` between segments. */
  readonly paths: readonly string[];
  /** Reads some of them; those that are too large are left out. */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** What nobody submits on purpose, and what is large. */
const IGNORED = new Set(["node_modules", ".git", ".venv", "venv", "__pycache__", "__MACOSX", "dist"]);

/** A folder's files. No link is followed, and what is no plain file is left out. */
export async function folderTree(folder: string, { fs }: Pick<Io, "fs">): Promise<Tree> {
  const paths: string[] = [];
  let seen = 0;
  const walk = async (path: string, level: number): Promise<void> => {
    for (const entry of await fs.readdir(join(folder, path), { withFileTypes: true })) {
      if (++seen > MOST_ENTRIES) return;
      const inner = path === "" ? entry.name : `${path}/${entry.name}`;
      if (entry.isFile()) paths.push(inner);
      else if (entry.isDirectory() && level < MOST_LEVELS && !IGNORED.has(entry.name))
        await walk(inner, level + 1);
    }
  };
  await walk("", 1);
  return {
    paths,
    async read(wanted) {
      const texts = new Map<string, string>();
      let total = 0;
      for (const path of wanted) {
        const file = join(folder, path);
        const stats = await fs.lstat(file);
        total += stats?.size ?? 0;
        if (!stats?.isFile() || stats.size > MOST_BYTES || total > MOST_TOTAL) continue;
        texts.set(path, (await fs.readFile(file)).toString("utf8"));
      }
      return texts;
    },
  };
}

/** What says that it unpacks to less than it is packed would keep us busy for long, and give nothing. */
const isHonest = (size: number, originalSize: number) => size <= originalSize * 1.01 + 100;

/**
 * The files of a zip archive. Only what is wanted is unpacked, into memory, up to the size that the archive tells.
 * @throws {BadArchive} where it can't be read, and so does what it gives
 */
export async function zipTree(file: string, { fs }: Pick<Io, "fs">): Promise<Tree> {
  const stats = await fs.lstat(file);
  if (!stats?.isFile()) throw new BadArchive("damaged");
  if (stats.size > MOST_ARCHIVE) throw new BadArchive("tooLarge");
  const bytes = await fs.readFile(file);
  const sizes = new Map<string, number>();
  /** Each path with the name that the archive has for it: on Windows, that may have `\` between segments. */
  const names = new Map<string, string>();
  unzip(bytes, ({ name, size, originalSize }) => {
    const path = name.replaceAll("\\", "/");
    const segments = path.split("/");
    const isPlain =
      isHonest(size, originalSize) &&
      !path.endsWith("/") &&
      !segments.some((segment) => segment === ".." || IGNORED.has(segment));
    if (isPlain && names.size < MOST_ENTRIES) {
      names.set(path, name);
      sizes.set(name, originalSize);
    }
    return false;
  });
  if (isEncrypted(bytes)) throw new BadArchive("encrypted");
  return {
    paths: [...names.keys()],
    async read(wanted) {
      let total = 0;
      const chosen = new Map<string, string>();
      for (const path of wanted) {
        const name = names.get(path) ?? "";
        const size = sizes.get(name) ?? 0;
        total += size;
        if (size <= MOST_BYTES && total <= MOST_TOTAL) chosen.set(name, path);
      }
      // An archive may name a file twice, and tell another size the second time.
      const unpacked = unzip(
        bytes,
        ({ name, size, originalSize }) =>
          chosen.has(name) && isHonest(size, originalSize) && originalSize <= MOST_BYTES,
      );
      return new Map(
        Object.entries(unpacked).map(([name, text]) => [
          chosen.get(name) ?? name,
          Buffer.from(text).toString("utf8"),
        ]),
      );
    },
  };
}
