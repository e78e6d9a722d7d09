import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest folder above with a package.json, whatever the working folder: this file may be in src/ or dist/. */
export const projectFolder = folderOf("package.json");

/** What browsers get: the test page, and the description of the API. */
export const publicFolder = join(import.meta.dirname, "../../public");

function folderOf(name: string): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, name)) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
