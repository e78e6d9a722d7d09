import { words } from "./words.ts";

const { expected } = words;

/** What one kind of setting accepts, and how it is read from an environment variable's text. */
export interface Kind<T> {
  /** For the error message: "expected …". */
  expected: string;
  accepts: (value: unknown) => value is T;
  fromText: (text: string) => unknown;
}

const asNumber = (text: string) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);

export function integer(min: number, max: number): Kind<number> {
  return {
    expected: expected.integer(min, max),
    accepts: (value): value is number =>
      Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
    fromText: asNumber,
  };
}

export function seconds(min: number, max: number): Kind<number> {
  return {
    expected: expected.seconds(min, max),
    accepts: (value): value is number => typeof value === "number" && value >= min && value <= max,
    fromText: asNumber,
  };
}

const flags = new Map([
  ...["true", "1", "yes", "on"].map((word) => [word, true] as const),
  ...["false", "0", "no", "off"].map((word) => [word, false] as const),
]);

export const flag: Kind<boolean> = {
  expected: expected.flag,
  accepts: (value) => typeof value === "boolean",
  fromText: (text) => flags.get(text.toLowerCase()) ?? text,
};

export function text(expected: string, pattern: RegExp): Kind<string> {
  return {
    expected,
    accepts: (value): value is string => typeof value === "string" && pattern.test(value),
    fromText: (value) => value,
  };
}

export function list(expected: string, pattern: RegExp, least = 0): Kind<string[]> {
  return {
    expected,
    accepts: (value): value is string[] =>
      Array.isArray(value) &&
      value.length >= least &&
      value.every((item) => typeof item === "string" && pattern.test(item)),
    fromText: asList,
  };
}

/** A text that is wholly in quotes, without them: `docker run --env-file` hands them on. */
export function withoutQuotes(text: string): string {
  const trimmed = text.trim();
  const isQuoted = /^['"`]/.test(trimmed) && trimmed.indexOf(trimmed.charAt(0), 1) === trimmed.length - 1;
  return isQuoted ? trimmed.slice(1, -1) : text;
}

/**
 * Commas between the items; or a JSON array, for items with commas. A list of nothing is a slip, and one of keys
 * would leave the server open: it stays the text, which no setting accepts.
 */
function asList(text: string): unknown {
  const items = jsonArray(text) ?? text.split(",").map((item) => withoutQuotes(item.trim()));
  const named = items.filter((item) => item !== "");
  return named.length > 0 ? named : text;
}

function jsonArray(text: string): unknown[] | undefined {
  try {
    return text.startsWith("[") ? JSON.parse(text) : undefined;
  } catch {
    // An item that begins with a bracket.
    return undefined;
  }
}
