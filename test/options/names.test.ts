import { expect, test } from "vitest";
import { flagOf, nearest } from "../../src/options/names.ts";

test("flags are the camelCase names with dashes", () => {
  expect(["port", "maxMessageLength", "ifExists"].map(flagOf)).toEqual([
    "--port",
    "--max-message-length",
    "--if-exists",
  ]);
});

const words = ["framework", "port", "prefix", "path"];

test.each([
  ["framwork", "framework"],
  ["fraemwork", "framework"],
  ["FRAMEWORK", "framework"],
  ["frameworks", "framework"],
  ["prot", "port"],
  ["pathh", "path"],
  ["colour", undefined],
  ["", undefined],
])("nearest to %j is %j", (word, expected) => {
  expect(nearest(word, words)).toBe(expected);
});

test("a word of millions of letters is near to nothing, and that is soon known", () => {
  expect(nearest("x".repeat(5_000_000), words)).toBeUndefined();
});
