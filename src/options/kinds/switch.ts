import type { About, Asked, CommonSpec, Kind } from "./kind.ts";
import { notAllowed } from "./kind.ts";

/** On or off. */
export interface SwitchSpec extends CommonSpec<boolean> {
  readonly type: "switch";
}

export const switchKind: Kind<SwitchSpec> = {
  takesValue: false,
  helpType: "boolean",
  fromText: (text) => text === "true" || (text === "false" ? false : text),
  accepts: (value) => (typeof value === "boolean" ? { value } : notAllowed(value)),
  choices: () => [],
  expected: () => ["switch"],
  schema: () => ({ type: "boolean" }),
  question: askYesOrNo,
};

/** A question that is answered with yes or no. */
export function askYesOrNo({ message, note, canGoBack, initial, t }: Omit<About, "allowed">): Asked {
  const choices = [
    { title: t.review.yes, key: "y" },
    { title: t.review.no, key: "n" },
  ];
  return {
    question: {
      kind: "choice",
      message,
      note,
      canGoBack,
      choices,
      initial: initial === true ? 0 : 1,
      isInline: true,
    },
    read: (index) => index === 0,
  };
}
