import { nearest } from "../names.ts";
import type { About, Asked, CommonSpec, Kind } from "./kind.ts";
import { notAllowed } from "./kind.ts";

/** On or off; or on in a way that has a word of its own: `--verify=deploy`. */
export interface SwitchSpec extends CommonSpec<boolean | string> {
  readonly type: "switch";
  readonly words?: readonly string[];
}

export const BOTH = ["true", "false"];

/** The texts that a switch takes after its flag. */
export const switchTexts = ({ words = [] }: Pick<SwitchSpec, "words">): readonly string[] => [
  ...BOTH,
  ...words,
];

export const switchKind: Kind<SwitchSpec> = {
  takesValue: false,
  helpType: "boolean",
  fromText: (text) => text === "true" || (text === "false" ? false : text),
  accepts(value, { words = [] }) {
    if (typeof value === "boolean") return { value };
    if (typeof value === "string" && words.includes(value)) return { value };
    return notAllowed(value, nearest(String(value), words));
  },
  choices: ({ words = [] }) => words,
  expected: (spec) => ["switch", switchTexts(spec)],
  schema: ({ words = [] }) => (words.length > 0 ? { enum: [true, false, ...words] } : { type: "boolean" }),
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
