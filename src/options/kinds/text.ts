import { type About, type Asked, type CommonSpec, type Kind, notAllowed, type OptionValue } from "./kind.ts";

/** What a text, or an item of a list, has to be like. */
export interface TextRule {
  /** A regular expression with the `u` flag, also the `pattern` of the JSON Schema. */
  readonly pattern: string;
  /** In Unicode code points. */
  readonly maxLength: number;
}

/** Free text. */
export interface TextSpec extends CommonSpec<string>, TextRule {
  readonly type: "text";
  /** What the pattern alone cannot tell. */
  readonly isValid?: (value: string) => boolean;
  /** Brings a valid value into its one written form. */
  readonly normalise?: (value: string) => string;
}

export const textKind: Kind<TextSpec> = {
  takesValue: true,
  helpType: "string",
  fromText: (text) => text,
  accepts: (value, spec) =>
    fitsRule(spec, value) && (spec.isValid?.(value) ?? true)
      ? { value: spec.normalise?.(value) ?? value }
      : notAllowed(value),
  choices: () => [],
  expected: () => undefined,
  schema: ruleSchema,
  question: (about, spec) => askText(textKind, about, spec),
};

/** Whether a value is a text that keeps to the rule. */
export function fitsRule({ pattern, maxLength }: TextRule, value: unknown): value is string {
  return typeof value === "string" && new RegExp(pattern, "u").test(value) && [...value].length <= maxLength;
}

/** The JSON Schema of a text that keeps to the rule. */
export function ruleSchema({ pattern, maxLength }: TextRule) {
  return { type: "string", pattern, maxLength };
}

/**
 * A question that is answered by typing.
 * @param written how a value is typed
 */
export function askText<Spec>(
  { fromText, accepts }: Pick<Kind<Spec>, "fromText" | "accepts">,
  { message, note, canGoBack, initial, allowed, t }: About,
  spec: Spec,
  written: (value: OptionValue) => string = String,
): Asked {
  const read = (text: string) => accepts(fromText(text), spec);
  return {
    question: {
      kind: "text",
      message,
      note,
      canGoBack,
      initial: written(initial),
      problemWith: (text) => ("value" in read(text) ? undefined : t.problems.tryAgain(allowed)),
    },
    read(answer) {
      // The text is valid: the terminal has checked it.
      const checked = read(String(answer));
      return "value" in checked ? checked.value : String(answer);
    },
  };
}
