import { expect, test } from "vitest";
import { plain, spelt } from "../src/plain.ts";

test.each([
  ["\u001B[31mred\u001B[0m", "red"],
  ["\u001B]0;title\u0007text", "text"],
  ["a\u0008b\u0085", "ab"],
  ["模型 🦜", "模型 🦜"],
])("of %j, %j is plain", (line, expected) => {
  expect(plain(line)).toBe(expected);
});

test("control characters are spelt out, one by one", () => {
  expect(spelt("--\u001B[31m\n\u007F\u009B é模")).toBe("--\\u001b[31m\\u000a\\u007f\\u009b é模");
  expect(spelt("cod\u202Eexe.\u2066\u2028")).toBe("cod\\u202eexe.\\u2066\\u2028");
});
