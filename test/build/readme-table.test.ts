import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { withReadmeTables } from "../../build/readme-table.ts";

const readme = await readFile(fileURLToPath(new URL("../../README.md", import.meta.url)), "utf8");

test("the README's option table is up to date (npm run fix brings it up to date)", () => {
  expect(readme).toBe(withReadmeTables(readme));
});

test("a README without the marks is an error", () => {
  expect(() => withReadmeTables("# Title\n")).toThrow("lacks the marks");
});
