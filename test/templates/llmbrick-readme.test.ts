import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const folder = fileURLToPath(new URL("../../templates/core/src/llmbrick/", import.meta.url));
const isFile = (name: string) => existsSync(`${folder}${name}.ts`);

describe.each(["README.md", "README.zh-TW.md"])("%s of the runtime", (name) => {
  const text = readFileSync(folder + name, "utf8");

  test("names every folder, and a file of it to read first", () => {
    const rows = Array.from(text.matchAll(/^\| `(\w+)\/` \|.*\| `([\w-]+)` \|$/gm), ([, at, first]) => [
      at,
      first,
    ]);
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(rows.map(([at]) => at).toSorted()).toEqual(folders.map((entry) => entry.name).toSorted());
    expect(rows.filter(([at, first]) => !isFile(`${at}/${first}`))).toEqual([]);
  });

  test("names no file that is not there", () => {
    const files = Array.from(text.matchAll(/`(\w+\/[\w-]+)`/g), ([, path]) => path as string);
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((path) => !isFile(path))).toEqual([]);
  });
});
