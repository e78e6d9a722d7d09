import { titleOf } from "../../i18n/messages.ts";
import { nearest } from "../names.ts";
import { type CommonSpec, type Kind, notAllowed } from "./kind.ts";

/** One of a few words. */
export interface ChoiceSpec extends CommonSpec<string> {
  readonly type: "choice";
  readonly choices: readonly string[];
  /** What people write for a choice, so that it can be proposed. */
  readonly meant?: Readonly<Record<string, RegExp>>;
}

export const choiceKind: Kind<ChoiceSpec> = {
  takesValue: true,
  helpType: "string",
  fromText: (text) => text,
  accepts(value, { choices, meant = {} }) {
    if (typeof value !== "string") return notAllowed(value);
    const proposed = () => choices.find((choice) => meant[choice]?.test(value)) ?? nearest(value, choices);
    return choices.includes(value) ? { value } : notAllowed(value, proposed());
  },
  choices: ({ choices }) => choices,
  expected: ({ choices }) => ["choice", choices],
  schema: ({ choices }) => ({ enum: choices }),
  question({ message, note, canGoBack, initial, t }, { choices: values }) {
    const choices = values.map((value) => ({ title: titleOf(value, t) }));
    return {
      question: {
        kind: "choice",
        message,
        note,
        canGoBack,
        choices,
        initial: Math.max(0, values.indexOf(String(initial))),
      },
      read: (index) => values[Number(index)] ?? "",
    };
  },
};
