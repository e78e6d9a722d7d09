import { defaultOf } from "../../src/options/default-options.ts";
import type { Fallback, Setting } from "./setting.ts";

/** The value where nobody sets one: the setting's own, or the default of its option. */
export function fallbackOf({ name, fallback, chosen }: Setting): Fallback {
  if (fallback !== undefined) return fallback;
  const value = chosen && defaultOf(chosen, { env: {}, target: "" });
  if (value === undefined) throw new Error(`The setting ${name} has no default`);
  return value;
}

/** The formula of a default that hangs on other settings, with each of their names as `spelled`. */
export const formulaOf = (setting: Setting, spelled = (name: string) => name): string | undefined => {
  const fallback = fallbackOf(setting);
  return typeof fallback === "object" && "formula" in fallback
    ? fallback.formula.replace(/[a-z]\w*/gi, (name) => spelled(name))
    : undefined;
};

/** The environment variables of a setting, in their order of authority. */
export const variablesOf = ({ name, otherVariable }: Setting): string[] => [
  `LLMBRICK_${inPython(name).toUpperCase()}`,
  ...(otherVariable ? [otherVariable] : []),
];

/** The name of a setting, as Python spells it: `max_body_bytes`. */
export const inPython = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A number as both languages read it: 65_535. */
export const grouped = (value: number): string =>
  value < 10_000 ? String(value) : value.toLocaleString("en-US").replaceAll(",", "_");
