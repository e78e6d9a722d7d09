import { nearest } from "./names.ts";
import type { ListSpec, OptionValue, TextSpec } from "./spec.ts";
import { type OptionName, specOf } from "./table.ts";

/** A value in its one form, or what is wrong with it and with which part of it. */
export type Checked =
  | { readonly value: OptionValue }
  | { readonly kind: "notAllowed" | "twice"; readonly part: unknown; readonly nearest?: string | undefined };

/** Reads an option's value from the text of a flag or of a prompt. */
export function fromText(name: OptionName, text: string): Checked {
  const spec = specOf(name);
  switch (spec.type) {
    case "integer":
      return check(name, /^(?:0|-?[1-9]\d*)$/.test(text) ? Number(text) : text);
    case "switch":
      return check(name, text === "true" || (text === "false" ? false : text));
    case "list":
      return check(name, itemsOf(text));
    default:
      return check(name, text);
  }
}

/** Checks an option's value as it comes from a JSON document. */
export function check(name: OptionName, value: unknown): Checked {
  const spec = specOf(name);
  switch (spec.type) {
    case "integer": {
      const fits = typeof value === "number" && Number.isInteger(value);
      return fits && value >= spec.min && value <= spec.max ? { value } : notAllowed(value);
    }
    case "switch":
      return typeof value === "boolean" ? { value } : notAllowed(value);
    case "choice": {
      if (typeof value !== "string") return notAllowed(value);
      return spec.choices.includes(value) ? { value } : notAllowed(value, nearest(value, spec.choices));
    }
    case "list":
      return checkList(spec, value);
    case "text":
      return isText(spec, value) && (spec.isValid?.(value) ?? true)
        ? { value: spec.normalise?.(value) ?? value }
        : notAllowed(value);
  }
}

function checkList(spec: ListSpec, value: unknown): Checked {
  if (!Array.isArray(value) || value.length === 0) return notAllowed(value);
  const wrong = value.find((item) => !isText(spec, item));
  if (wrong !== undefined) return notAllowed(wrong);
  const again = value.find((item, index) => value.indexOf(item) !== index);
  return again === undefined ? { value } : { kind: "twice", part: again };
}

/** The items of a comma list, or of a JSON array of texts, since that holds any character. */
function itemsOf(text: string): unknown {
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

function isText(rule: Pick<TextSpec, "pattern" | "maxLength">, value: unknown): value is string {
  return (
    typeof value === "string" &&
    new RegExp(rule.pattern, "u").test(value) &&
    [...value].length <= rule.maxLength
  );
}

function notAllowed(value: unknown, suggestion?: string): Checked {
  return { kind: "notAllowed", part: value, nearest: suggestion };
}
