import type { Messages } from "../../i18n/messages.ts";
import type { PlatformName } from "../../platforms/frameworks.ts";
import type { AnswerTo, Question } from "../../terminal/question.ts";

/** Any option's value. */
export type OptionValue = string | number | boolean | readonly string[];

/** What a default value may depend on. */
export interface DefaultContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The language and region that the system is set to, where that is not told by variables. */
  readonly locale?: (() => string | undefined) | undefined;
  /** The target folder as an absolute path. */
  readonly target: string;
  /** The values of the options before it in the table, as far as they are known. */
  readonly answers?: Readonly<Record<string, unknown>> | undefined;
}

/** What is said of an option, whatever its kind. */
export interface CommonSpec<Value> {
  /** `project`: shapes the files, and is kept in `.llmbrick.json`. `run`: how this one run goes. */
  readonly scope: "project" | "run";
  readonly default: Value | ((context: DefaultContext) => Value);
  /** The one-letter flag. */
  readonly alias?: string;
  readonly asked?: true;
  /** Asked only when its group's one question was answered with "change". */
  readonly group?: "limits";
  readonly positional?: true;
  /** The platforms whose projects it says something about; all, where none is named. */
  readonly platforms?: readonly PlatformName[];
}

/** What is wrong with a value, or with a part of it. */
export interface Wrong {
  readonly kind: "notAllowed" | "twice";
  readonly part: unknown;
  readonly nearest?: string | undefined;
}

/** A value in its one form, or all that is wrong with it. */
export type Checked = { readonly value: OptionValue } | { readonly wrong: readonly Wrong[] };

export const notAllowed = (part: unknown, nearest?: string): Checked => ({
  wrong: [{ kind: "notAllowed", part, nearest }],
});

/** Judges the items of a list one by one; none may be there twice. */
export function checkItems(
  items: readonly unknown[],
  isAllowed: (item: unknown) => item is string,
  nearestTo: (item: unknown) => string | undefined = () => undefined,
): Checked {
  const wrong = items.flatMap((part, index): Wrong[] => {
    if (!isAllowed(part)) return [{ kind: "notAllowed", part, nearest: nearestTo(part) }];
    return items.indexOf(part) < index ? [{ kind: "twice", part }] : [];
  });
  return wrong.length > 0 ? { wrong } : { value: items as readonly string[] };
}

/** A question about an option: what all kinds of questions have, and the words for it. */
export interface About {
  readonly message: string;
  readonly note: string | undefined;
  readonly canGoBack: boolean;
  /** The answer of who changes nothing. */
  readonly initial: OptionValue;
  /** The values that are allowed, in words. */
  readonly allowed: string;
  /** What is wrong with a value that is allowed, in words: some go together with no others. */
  readonly problemWith?: ((value: OptionValue) => string | undefined) | undefined;
  readonly t: Messages;
}

/** A question to be asked, and what its answer makes of the option. */
export interface Asked {
  readonly question: Question;
  read(answer: AnswerTo<Question>): OptionValue;
}

/** Which values are allowed: one of some words, any of them, a number between two, yes or no. `report/` has the words for it. */
export type Expected =
  | readonly ["choice" | "set", readonly string[]]
  | readonly ["integer", min: number, max: number]
  | readonly ["switch", readonly string[]];

/** What options of one kind have in common: how their values are read, asked for and described. */
export interface Kind<Spec> {
  /** Whether the flag is followed by a value. If not, the flag alone says yes, and `--no-…` says no. */
  readonly takesValue: boolean;
  /** What the help calls such a value. */
  readonly helpType: "string" | "number" | "boolean";
  /** What the text of a flag or of an answer would be in a JSON document; `accepts` has yet to judge it. */
  fromText(text: string): unknown;
  /** Of several values: the text that stands for two of them, where the flag is given again. */
  readonly join?: (first: string, second: string) => string;
  /** Judges a value as it comes from a JSON document. */
  accepts(value: unknown, spec: Spec): Checked;
  /** The words of which it takes some, where they can be listed. */
  choices(spec: Spec): readonly string[];
  /** Whether it takes several of them, with commas between them. */
  readonly isSeveral?: true;
  /** The values that it takes, or undefined where each option has words of its own. */
  expected(spec: Spec): Expected | undefined;
  /** The JSON Schema of a value. */
  schema(spec: Spec): object;
  question(about: About, spec: Spec): Asked;
}
