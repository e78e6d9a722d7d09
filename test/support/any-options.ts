import fc from "fast-check";
import { misfitsOf } from "../../src/features/rules.ts";
import type { OptionSpec } from "../../src/options/kinds/index.ts";
import { appliesTo, type OptionName, type Options, optionNames, specOf } from "../../src/options/table.ts";
import { check } from "../../src/options/values.ts";
import { options } from "./options.ts";

/** What means something to a shell, a template, a document or a program. */
const MARKS = [
  "'",
  '"',
  "`",
  "``",
  "$",
  "${",
  "{{",
  "}}",
  "{{{",
  "</script>",
  "<!--",
  "#",
  "|",
  "\\",
  "\\n",
  "[",
  "]",
  "(",
  ")",
  "*",
  "_",
  "~",
  "!",
  "&amp;",
  "%",
  "=",
  ":",
  ";",
  " ",
  "\u2028",
  "\u2029",
  "\u00a0",
  "🦜",
  "👩‍💻",
  "模型",
  "é",
  "constructor",
  "__proto__",
  "\u202e",
];

export const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...MARKS), fc.string({ unit: "binary", maxLength: 3 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join(""));

const pathText = fc.stringMatching(/^\/?[A-Za-z0-9._~!$&'()*+,;=:@%-]{0,8}(\/[\w$'&(-]{1,6}){0,2}\/?$/);

const texts: Partial<Record<OptionName, fc.Arbitrary<unknown>>> = {
  name: fc.stringMatching(/^(@[a-z0-9~-]{1,5}\/)?[a-z0-9~-][a-z0-9._~-]{0,9}$/),
  host: fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.domain(),
    fc.constantFrom("localhost", "0.0.0.0", "::", "constructor"),
  ),
  prefix: pathText,
  path: pathText,
  directory: hostileText,
};

/** Values that an option may have; those of the wider kinds are not all valid. */
export function valuesOf(name: OptionName, spec: OptionSpec = specOf(name)): fc.Arbitrary<unknown> {
  switch (spec.type) {
    case "choice":
      return fc.constantFrom(...spec.choices);
    case "set":
      return fc.subarray([...spec.choices]);
    case "integer":
      return fc.integer({ min: spec.min, max: spec.max });
    case "switch":
      return fc.constantFrom(true, false, ...(spec.words ?? []));
    case "list":
      return fc.uniqueArray(hostileText.filter(isValidModel), { minLength: 1, maxLength: 4 });
    case "text":
      return texts[name] ?? hostileText;
  }
}

const isValidModel = (model: string) => "value" in check("models", [model]);

/** Valid options of all kinds; the texts hold what may break out of where they are put. */
export function anyOptions(): fc.Arbitrary<Options> {
  const record = Object.fromEntries(
    optionNames.map((name) => [
      name,
      valuesOf(name, specOf(name))
        .map((value) => check(name, value))
        .filter((checked) => "value" in checked)
        .map((checked) => ("value" in checked ? checked.value : undefined)),
    ]),
  );
  return (fc.record(record) as fc.Arbitrary<unknown> as fc.Arbitrary<Options>).map(consistent);
}

/** What says nothing about a project of the framework has its default; what is verified is installed; features go together. */
function consistent(chosen: Options): Options {
  const kept = optionNames.filter((name) => appliesTo(name, chosen.framework));
  const { install, verify, features, framework } = chosen;
  return options({
    ...Object.fromEntries(kept.map((name) => [name, chosen[name]])),
    verify: verify && install,
    features: misfitsOf(features, framework).length > 0 ? [] : features,
  });
}
