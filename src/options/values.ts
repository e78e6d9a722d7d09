import { kindOf } from "./kinds/index.ts";
import type { Checked } from "./kinds/kind.ts";
import { type OptionName, specOf } from "./table.ts";

/** Reads an option's value from the text of a flag or of a prompt. */
export function fromText(name: OptionName, text: string): Checked {
  return check(name, kindOf(specOf(name)).fromText(text));
}

/** Checks an option's value as it comes from a JSON document. */
export function check(name: OptionName, value: unknown): Checked {
  const spec = specOf(name);
  return kindOf(spec).accepts(value, spec);
}
