export interface Mismatch {
  part: string;
  expected: unknown;
  seen: unknown;
}

/**
 * How a value is not like a pattern; `undefined` where it is. An object is like one that has its fields, among others;
 * a list has as many items. `{"$has": …}` is in a text, `{"$lacks": …}` is not; `{"$some": true}` is any text but "";
 * `{"$absent": true}` is not there.
 */
export function mismatch(expected: unknown, seen: unknown, part = ""): Mismatch | undefined {
  const differs = { part, expected, seen };
  if (!isObject(expected) && !Array.isArray(expected)) return expected === seen ? undefined : differs;
  if (isObject(expected) && "$has" in expected)
    return textOf(seen).includes(String(expected.$has)) ? undefined : differs;
  if (isObject(expected) && "$lacks" in expected)
    return textOf(seen).includes(String(expected.$lacks)) ? differs : undefined;
  if (isObject(expected) && "$absent" in expected) return seen === undefined ? undefined : differs;
  if (isObject(expected) && "$some" in expected) return textOf(seen) === "" ? differs : undefined;
  if (Array.isArray(expected)) {
    if (!Array.isArray(seen) || seen.length !== expected.length) return differs;
    return firstOf(expected.map((item, index) => mismatch(item, seen[index], `${part}[${index}]`)));
  }
  if (!isObject(seen)) return differs;
  const path = part && `${part}.`;
  return firstOf(Object.keys(expected).map((key) => mismatch(expected[key], seen[key], path + key)));
}

const textOf = (value: unknown) => (typeof value === "string" ? value : "");

const firstOf = (found: (Mismatch | undefined)[]) => found.find((one) => one !== undefined);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
