import { expect, test } from "vitest";
import { needsInstall } from "../../src/plan/changes.ts";

const packages = '"devDependencies": { "tsx": "1" }';

test.each([
  ["with packages", `{ ${packages} }`, true],
  ["without", '{ "scripts": {} }', false],
  ["with a mark that editors write", `\uFEFF{ ${packages} }`, true],
  ["with the mark, and without packages", "\uFEFF{}", false],
  ["with comments, which some package managers read", `{ /* mine */ ${packages} }`, true],
])("a package.json %s is installed, or not", (_what, content, expected) => {
  expect(needsInstall([{ path: "package.json", content, action: "merge" }])).toBe(expected);
});

test("where there is no package.json, nothing is installed but for Python", () => {
  expect(needsInstall([])).toBe(false);
  expect(needsInstall([{ path: "pyproject.toml", content: "", action: "create" }])).toBe(true);
});
