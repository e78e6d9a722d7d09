import { modelsText } from "../models-text.ts";
import {
  type Checked,
  type CommonSpec,
  checkItems,
  type Kind,
  notAllowed,
  type OptionValue,
} from "./kind.ts";
import { askText, fitsRule, ruleSchema, type TextRule } from "./text.ts";

/** Free texts, at least one, and none twice. The rule holds for each of them. */
export interface ListSpec extends CommonSpec<readonly string[]>, TextRule {
  readonly type: "list";
}

export const listKind: Kind<ListSpec> = {
  takesValue: true,
  helpType: "string",
  fromText: itemsOf,
  join: (first, second) => written([first, second].flatMap(itemsOf)),
  accepts: acceptsItems,
  choices: () => [],
  expected: () => undefined,
  schema: (spec) => ({ type: "array", items: ruleSchema(spec), minItems: 1, uniqueItems: true }),
  question: (about, spec) => askText(listKind, about, spec, written),
};

function written(value: OptionValue): string {
  return modelsText(value as readonly string[]);
}

function acceptsItems(value: unknown, spec: ListSpec): Checked {
  if (!Array.isArray(value) || value.length === 0) return notAllowed(value);
  return checkItems(value, (item) => fitsRule(spec, item));
}

/** The items of a comma list, or of a JSON array of texts, since that holds any character. */
function itemsOf(text: string): string[] {
  const array = text.trimStart().startsWith("[") ? parseArray(text) : undefined;
  return array ?? text.split(",").map((item) => item.trim());
}

function parseArray(text: string): string[] | undefined {
  try {
    const array: unknown = JSON.parse(text);
    const isList = Array.isArray(array) && array.every((item) => typeof item === "string");
    return isList ? array : undefined;
  } catch {
    // Not JSON: a comma list whose first name starts with a bracket.
    return undefined;
  }
}
