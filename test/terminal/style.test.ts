import { expect, test } from "vitest";
import { hasColors, isUnicode } from "../../src/terminal/style.ts";

test.each([
  ["linux", { LANG: "en_US.UTF-8" }, true],
  ["linux", { LANG: "zh_TW.utf8" }, true],
  ["linux", { LANG: "en_US.UTF-8", LC_ALL: "C" }, false],
  ["linux", { LANG: "C", LC_CTYPE: "C.UTF-8" }, true],
  ["linux", { LANG: "zh_TW.Big5" }, false],
  ["linux", {}, false],
  ["darwin", {}, true],
  ["darwin", { LC_ALL: "C" }, false],
  ["win32", {}, false],
  ["win32", { WT_SESSION: "1" }, true],
  ["win32", { TERM_PROGRAM: "vscode" }, true],
] as const)("signs beyond ASCII on %s with %j: %s", (platform, env, expected) => {
  expect(isUnicode({ platform, env })).toBe(expected);
});

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: "1" }, true, false],
  [{ NO_COLOR: "" }, true, true],
  [{ FORCE_COLOR: "1" }, false, true],
  [{ FORCE_COLOR: "" }, false, true],
  [{ FORCE_COLOR: "0" }, true, false],
  [{ FORCE_COLOR: "false" }, true, false],
  [{ FORCE_COLOR: "1", NO_COLOR: "1" }, true, true],
  [{ TERM: "dumb" }, true, false],
])("colours with %j, on a terminal (%s): %s", (env, isTTY, expected) => {
  expect(hasColors({ env }, { isTTY })).toBe(expected);
});
