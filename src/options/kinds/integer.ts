import { type CommonSpec, type Kind, notAllowed } from "./kind.ts";
import { askText } from "./text.ts";

/** A whole number between two others, both included. */
export interface IntegerSpec extends CommonSpec<number> {
  readonly type: "integer";
  readonly min: number;
  readonly max: number;
}

export const integerKind: Kind<IntegerSpec> = {
  takesValue: true,
  helpType: "number",
  fromText: (text) => (/^(?:0|-?[1-9]\d*)$/.test(text) ? Number(text) : text),
  accepts(value, { min, max }) {
    const fits = typeof value === "number" && Number.isInteger(value);
    return fits && value >= min && value <= max ? { value } : notAllowed(value);
  },
  choices: () => [],
  expected: ({ min, max }) => ["integer", min, max],
  schema: ({ min, max }) => ({ type: "integer", minimum: min, maximum: max }),
  question: (about, spec) => askText(integerKind, about, spec),
};
