import fc from "fast-check";
import { type OptionName, optionNames } from "../../src/options/table.ts";
import { valuesOf } from "../support/any-options.ts";
import { oddText } from "./words.ts";

const DEEP = 20_000;
const LONG = 2_000_000;

/** Valid answers, most of them; a few names and values that are none. */
const members = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...optionNames).chain((name) => goodMember(name)) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...optionNames), fc.jsonValue()) },
  { weight: 1, arbitrary: fc.tuple(oddText, fc.jsonValue()) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom("$schema", "generatorVersion", "__proto__"), fc.jsonValue()),
  },
);

function goodMember(name: OptionName): fc.Arbitrary<[string, unknown]> {
  return valuesOf(name).map((value) => [name, value]);
}

/** Written by hand, so that a name may come twice and `__proto__` is a name as any other. */
const objects = fc
  .array(members, { maxLength: 8 })
  .map((pairs) => pairs.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`))
  .map((lines) => `{${lines.map((line) => `\n  ${line}`).join(",")}\n}`);

const damaged = fc
  .tuple(objects, fc.nat(400), oddText)
  .map(([text, at, word]) => text.slice(0, at) + word + text.slice(at + 1));

const ODD_DOCUMENTS = [
  "",
  " \n",
  "null",
  "1",
  '"text"',
  "[]",
  "{}{}",
  '{"port": 9000,}',
  '// comment\n{"port": 9000}',
  "\u0000",
  "[".repeat(DEEP),
  `${"[".repeat(DEEP)}${"]".repeat(DEEP)}`,
  `{"port": ${"[".repeat(DEEP)}${"]".repeat(DEEP)}}`,
  `{"models": ${"[".repeat(DEEP)}${"]".repeat(DEEP)}}`,
  `${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}`,
  `{"name": "${"x".repeat(LONG)}"}`,
  `{"${"x".repeat(LONG)}": 1}`,
  `{"models": [${"0,".repeat(LONG / 10)}0]}`,
  `{"port": ${"9".repeat(LONG)}}`,
];

/** Answers documents: right, nearly right, and wrong in all ways. */
export const answersDocuments: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("", "", "", "\uFEFF", "\r\n\t"),
    fc.oneof(
      { weight: 30, arbitrary: objects },
      { weight: 10, arbitrary: damaged },
      { weight: 2, arbitrary: fc.constantFrom(...ODD_DOCUMENTS) },
      { weight: 2, arbitrary: fc.json() },
      { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
    ),
  )
  .map(([before, text]) => before + text);
