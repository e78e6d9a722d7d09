import type { DefaultContext, OptionValue } from "./kinds/kind.ts";
import { type OptionName, type Options, optionNames, specOf } from "./table.ts";

/** The value that an option takes when nobody says otherwise. */
export function defaultOf(name: OptionName, context: DefaultContext): OptionValue {
  const { default: value } = specOf(name);
  return typeof value === "function" ? value(context) : value;
}

/** All options at their defaults. */
export function defaultOptions(context: DefaultContext): Options {
  // The table gives each option a default of its own type, which Object.fromEntries cannot express.
  return Object.fromEntries(
    optionNames.map((name) => [name, defaultOf(name, context)]),
  ) as unknown as Options;
}
