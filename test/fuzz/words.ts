import fc from "fast-check";
import { flagWords } from "../../src/command-line/call.ts";
import type { OptionValue } from "../../src/options/kinds/kind.ts";
import { flagOf } from "../../src/options/names.ts";
import { controlTable, type OptionName, optionNames } from "../../src/options/table.ts";
import { hostileText, valuesOf } from "../support/any-options.ts";
import { PLACES } from "./world.ts";

/** Words that programs, parsers and file systems have stumbled over. */
const ODD_WORDS = [
  "",
  " ",
  "-",
  "--",
  "---",
  "=",
  "--=",
  "--no-",
  "-p=",
  "@",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "null",
  "undefined",
  "NaN",
  "true",
  "false",
  "-0",
  "1e3",
  "0x10",
  "9".repeat(400),
  "x".repeat(5000),
  `${"a/".repeat(300)}b`,
  "\u0000",
  "\u001B[31m",
  "\u0007",
  "a\r\nb\tc",
  "\uFEFF",
  "\uD800",
  "🦜",
  "模型",
  "..",
  "../up",
  "/",
  "/etc",
  "~",
  "C:\\x",
  "CON",
  "$(id)",
  "%PATH%",
  "[1]",
  '["a"',
  "{}",
];

export const oddText = fc.oneof(
  fc.constantFrom(...ODD_WORDS),
  hostileText,
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);

const folder = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("app", "a/b", "new app", "我的伺服器", ".") },
  { weight: 3, arbitrary: fc.constantFrom(...PLACES) },
  { weight: 1, arbitrary: oddText },
);

const valued = optionNames.filter((name) => name !== "directory");

/** A flag with its value, in one of the ways to write it. Most values are good ones. */
function optionWords(name: OptionName): fc.Arbitrary<string[]> {
  const good = valuesOf(name).map((value) => flagWords(name, value as OptionValue));
  const joined = good.map((words) => [words.join("=")]);
  const assigned = good.map((words) => [words.join("=").replace(/^--/, "")]);
  const odd = oddText.map((text) => [flagOf(name), text]);
  return fc.oneof(
    { weight: 20, arbitrary: good },
    { weight: 5, arbitrary: joined },
    { weight: 3, arbitrary: assigned },
    { weight: 1, arbitrary: odd },
    { weight: 1, arbitrary: odd.map((words) => [words.join("=")]) },
  );
}

const control = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("--json", "--yes", "-y", "--dry-run") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...Object.keys(controlTable).map(flagOf), "-h", "-v", "--no-json"),
  },
  { weight: 1, arbitrary: fc.constantFrom("list", "completion", "bash", "doctor", "check", "grade") },
);

const group = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...valued).chain(optionWords) },
  { weight: 6, arbitrary: control.map((word) => [word]) },
  { weight: 1, arbitrary: fc.constant(["--"]) },
  { weight: 1, arbitrary: oddText.map((word) => [word]) },
  { weight: 1, arbitrary: oddText.map((word) => [`--${word}`]) },
);

/** Argument lists: most are nearly right, so that they get far before something odd comes. */
export const argumentLists: fc.Arbitrary<string[]> = fc
  .tuple(fc.option(folder, { freq: 8 }), fc.array(group, { maxLength: 6 }), fc.nat(6))
  .map(([directory, groups, at]) =>
    directory === null ? groups.flat() : groups.toSpliced(at, 0, [directory]).flat(),
  );
