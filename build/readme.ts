/** Brings the option table of the README up to date. */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { withReadmeTables } from "./readme-table.ts";

const file = fileURLToPath(new URL("../README.md", import.meta.url));
await writeFile(file, withReadmeTables(await readFile(file, "utf8")));
