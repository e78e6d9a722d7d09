/** Brings the templates' lines that are made from the table of settings up to date. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { templatesDir } from "../layers.ts";
import { blocks, withBlocks } from "./blocks.ts";

for (const path of Object.keys(blocks)) {
  const file = join(templatesDir, path);
  await writeFile(file, withBlocks(path, await readFile(file, "utf8")));
}
