import { titleOf } from "../../i18n/messages.ts";
import { nearest } from "../names.ts";
import { type CommonSpec, checkItems, type Kind, notAllowed, type OptionValue } from "./kind.ts";

/** Any of a few words, or none. They keep the order of the table, in whichever they are given. */
export interface SetSpec extends CommonSpec<readonly string[]> {
  readonly type: "set";
  readonly choices: readonly string[];
}

export const setKind: Kind<SetSpec> = {
  takesValue: true,
  helpType: "string",
  fromText: (text) => (text.trim() === "" ? [] : text.split(",").map((word) => word.trim())),
  join: (first, second) => [first, second].filter(Boolean).join(","),
  accepts(value, { choices }) {
    if (!Array.isArray(value)) return notAllowed(value);
    const checked = checkItems(
      value,
      (word): word is string => choices.includes(word as string),
      (word) => nearest(String(word), choices),
    );
    return "value" in checked ? { value: choices.filter((choice) => value.includes(choice)) } : checked;
  },
  choices: ({ choices }) => choices,
  isSeveral: true,
  expected: ({ choices }) => ["set", choices],
  schema: ({ choices }) => ({ type: "array", items: { enum: choices }, uniqueItems: true }),
  question({ message, note, canGoBack, initial, problemWith, t }, { choices: names }) {
    const read = (indexes: readonly number[]): OptionValue =>
      names.filter((_, index) => indexes.includes(index));
    return {
      question: {
        kind: "set",
        message,
        note,
        canGoBack,
        choices: names.map((name) => ({ name, title: titleOf(name, t) })),
        initial: names.flatMap((name, index) =>
          (initial as readonly string[]).includes(name) ? [index] : [],
        ),
        problemWith: (indexes) => problemWith?.(read(indexes)),
      },
      read: (indexes) => read(indexes as readonly number[]),
    };
  },
};
