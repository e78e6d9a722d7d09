import { type Messages, titleOf } from "../i18n/messages.ts";
import { kindOf } from "../options/kinds/index.ts";
import type { OptionValue } from "../options/kinds/kind.ts";
import { switchTexts } from "../options/kinds/switch.ts";
import { modelsText } from "../options/models-text.ts";
import {
  type DerivedOptionName,
  isControl,
  isValued,
  type OptionName,
  specOf,
  type TextOptionName,
} from "../options/table.ts";

/** The values that an option takes, in words, as they are written in a text or in JSON. */
export function allowedValues(name: string, t: Messages, form: "text" | "json" = "text"): string {
  if (isControl(name)) return isValued(name) ? t.controlTexts[name] : t.values.switch(switchTexts({}));
  const spec = specOf(name as OptionName);
  const isJson = form === "json";
  const expected = kindOf(spec).expected(spec);
  switch (expected?.[0]) {
    case "choice":
      return t.values.choice(expected[1]);
    case "set":
      return t.values.set[form](expected[1]);
    case "integer":
      return t.values.integer(expected[1], expected[2]) + (isJson ? t.values.unquoted : t.values.digits);
    case "switch":
      return t.values.switch(expected[1]) + (isJson ? t.values.unquoted : "");
    default:
      return t.texts[name as TextOptionName] + (spec.type === "list" && isJson ? t.values.asList : "");
  }
}

/** An option's default as people read it. */
export function defaultText(name: OptionName, t: Messages): string {
  const { default: value } = specOf(name);
  switch (typeof value) {
    case "function":
      return t.defaults[name as DerivedOptionName];
    case "boolean":
      return value ? t.help.on : t.help.off;
    case "object":
      return modelsText(value) || t.values.none;
    default:
      return value === "" ? t.help.empty : String(value);
  }
}

/** An option's value as people read it. */
export function valueText(value: OptionValue, t: Messages): string {
  if (typeof value === "boolean") return value ? t.review.yes : t.review.no;
  if (typeof value === "object") return modelsText(value) || t.values.none;
  return titleOf(String(value), t) || t.help.empty;
}
