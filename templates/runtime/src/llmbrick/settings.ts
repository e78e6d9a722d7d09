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
    expected: `a whole number from ${min} to ${max}`,
    accepts: (value): value is number =>
      Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
    fromText: asNumber,
  };
}

export function seconds(min: number, max: number): Kind<number> {
  return {
    expected: `a number of seconds from ${min} to ${max}`,
    accepts: (value): value is number => typeof value === "number" && value >= min && value <= max,
    fromText: asNumber,
  };
}

const words = new Map([
  ...["true", "1", "yes", "on"].map((word) => [word, true] as const),
  ...["false", "0", "no", "off"].map((word) => [word, false] as const),
]);

export const flag: Kind<boolean> = {
  expected: "true or false",
  accepts: (value) => typeof value === "boolean",
  fromText: (text) => words.get(text.toLowerCase()) ?? text,
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

/** Commas between the items; or a JSON array, for items that an `.env` file can't hold otherwise. */
function asList(text: string): unknown {
  if (text.startsWith("[")) {
    try {
      return JSON.parse(text);
    } catch {
      // Not JSON: an item that begins with a bracket.
    }
  }
  const items = text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
  // A list of nothing but commas is a slip, and one of keys would leave the server open.
  return items.length > 0 ? items : text;
}
