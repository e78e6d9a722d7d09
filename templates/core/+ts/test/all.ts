import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

// Imports every test below this folder: cmd.exe expands no `*`, and neither does Node before version 21.
const folder = fileURLToPath(new URL(".", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
const tests = files.filter((file) => file.endsWith(".test.ts"));
if (tests.length === 0) throw new Error(`There is no *.test.ts below ${folder}`);
for (const file of tests) await import(pathToFileURL(join(folder, file)).href);
