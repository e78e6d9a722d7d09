import { posix, win32 } from "node:path";
import { expect, test } from "vitest";
import { isWithin } from "../src/path-of.ts";

test.each([
  ["/a", "/a", true],
  ["/a", "/a/..b/c", true],
  ["/a", "/ab", false],
  ["/a/b", "/a", false],
])("below %s on POSIX: %s", (folder, path, expected) => {
  expect(isWithin(folder, path, posix)).toBe(expected);
});

test.each([
  ["C:\\a", "c:\\A\\b", true],
  ["C:\\a", "C:\\b", false],
  ["C:\\a", "D:\\a\\b", false],
  ["C:\\a", "\\\\server\\share\\a", false],
])("below %s on Windows: %s", (folder, path, expected) => {
  expect(isWithin(folder, path, win32)).toBe(expected);
});
