/** What is wrong with a value, if anything is: `choices[0].delta: no object`. */
export type Shape = (value: unknown, at: string) => string[];

const being =
  (name: string, test: (value: unknown) => boolean): Shape =>
  (value, at) =>
    test(value) ? [] : [`${at}: no ${name}`];

export const text = being("text", (value) => typeof value === "string");
export const count = being("count", (value) => Number.isInteger(value) && Number(value) >= 0);
export const nothing = being("null", (value) => value === null);
export const oneOf = (...words: readonly unknown[]): Shape =>
  being(words.join(" or "), (value) => words.includes(value));
export const matching = (pattern: RegExp): Shape =>
  being(`text like ${pattern}`, (value) => typeof value === "string" && pattern.test(value));

export const orNull =
  (shape: Shape): Shape =>
  (value, at) =>
    value === null ? [] : shape(value, at);

/** A list of so many items of one shape. */
export const list =
  (item: Shape, least = 0, most = Number.POSITIVE_INFINITY): Shape =>
  (value, at) => {
    if (!Array.isArray(value)) return [`${at}: no list`];
    if (value.length < least || value.length > most) return [`${at}: ${value.length} items`];
    return value.flatMap((one, index) => item(one, `${at}[${index}]`));
  };

/** An object of these keys and no others; those with a `?` at their end may be left out. */
export const object = (keys: Readonly<Record<string, Shape>>): Shape => {
  const shapes = new Map(Object.entries(keys).map(([key, shape]) => [key.replace("?", ""), shape]));
  return (value, at) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${at}: no object`];
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    const names = members.map(([name]) => name);
    return [
      ...Object.keys(keys)
        .filter((key) => !key.endsWith("?") && !names.includes(key))
        .map((key) => `${at}.${key}: missing`),
      ...members.flatMap(
        ([name, member]) => shapes.get(name)?.(member, `${at}.${name}`) ?? [`${at}.${name}: unknown`],
      ),
    ];
  };
};
