import { readdir, readFile, readlink } from "node:fs/promises";
import { join, relative } from "node:path";

/** All that a folder holds, by path: the text of files, where links lead; folders end in a slash. */
export async function treeOf(root: string): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const name = relative(root, path);
      if (entry.isSymbolicLink()) tree[name] = `→ ${await readlink(path)}`;
      else if (entry.isFile()) tree[name] = await readFile(path, "utf8");
      else {
        tree[`${name}/`] = "";
        await visit(path);
      }
    }
  };
  await visit(root);
  return tree;
}
