import type { Messages } from "../i18n/messages.ts";
import { modelsText } from "./models-text.ts";
import { type DerivedOptionName, type OptionName, specOf } from "./table.ts";

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
