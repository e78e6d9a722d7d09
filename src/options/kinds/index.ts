import { type ChoiceSpec, choiceKind } from "./choice.ts";
import { type IntegerSpec, integerKind } from "./integer.ts";
import type { Kind } from "./kind.ts";
import { type ListSpec, listKind } from "./list.ts";
import { type SetSpec, setKind } from "./set.ts";
import { type SwitchSpec, switchKind } from "./switch.ts";
import { type TextSpec, textKind } from "./text.ts";

export type OptionSpec = TextSpec | ListSpec | IntegerSpec | ChoiceSpec | SetSpec | SwitchSpec;

/** The kinds of options. A new one is an object, and a line in each of these two places. */
const kinds: { readonly [Type in OptionSpec["type"]]: Kind<Extract<OptionSpec, { type: Type }>> } = {
  text: textKind,
  list: listKind,
  integer: integerKind,
  choice: choiceKind,
  set: setKind,
  switch: switchKind,
};

/** The kind of an option. */
export const kindOf = ({ type }: Pick<OptionSpec, "type">): Kind<OptionSpec> =>
  kinds[type] as Kind<OptionSpec>;
