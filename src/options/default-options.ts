import type { DefaultContext, OptionValue } from "./kinds/kind.ts";
import { type OptionName, type Options, optionNames, specOf } from "./table.ts";

/** The value that an option takes when nobody says otherwise. */
export function defaultOf(name: OptionName, context: DefaultContext): OptionValue {
  const { default: value } = specOf(name);
  return typeof value === "function" ? value(context) : value;
}

/** All options at their defaults. */
export const defaultOptions = (context: DefaultContext): Options => completed({}, context);

/** Gives every option that has no value its default, which may depend on those before it. */
export function completed(given: Partial<Options>, context: DefaultContext): Options {
  const answers: Record<string, unknown> = { ...given };
  for (const name of optionNames) answers[name] = given[name] ?? defaultOf(name, { ...context, answers });
  // The table gives each option a default of its own type, which a record of all of them can't express.
  return answers as unknown as Options;
}
