import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join, relative } from "node:path";

/** All that a folder holds, by path: the text of files, where links lead; folders end in a slash. */
export async function treeOf(root: string): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  // Synchronous, which is several times faster for many small files.
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const name = relative(root, path);
      if (entry.isSymbolicLink()) tree[name] = `→ ${readlinkSync(path)}`;
      else if (entry.isFile()) tree[name] = readFileSync(path, "utf8");
      else {
        tree[`${name}/`] = "";
        visit(path);
      }
    }
  };
  visit(root);
  return tree;
}
