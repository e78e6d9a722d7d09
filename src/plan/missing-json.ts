/** What a package says of itself: a project runs without it. */
const ABOUT = ["name", "version", "private"];

/**
 * What the planned package.json has that the user's lacks, to be copied into it; a member that is there stays the
 * user's, whatever it holds.
 * @returns undefined when nothing is missing, or when one of the texts is no JSON object
 */
export function missingFrom(present: string, planned: string): object | undefined {
  const [there, wanted] = [parse(present), parse(planned)];
  if (!isObject(there) || !isObject(wanted)) return undefined;
  const missing = Object.entries(difference(there, wanted)).filter(([name]) => !ABOUT.includes(name));
  return missing.length > 0 ? Object.fromEntries(missing) : undefined;
}

function difference(there: object, wanted: object): object {
  const present = new Map(Object.entries(there));
  const entries = Object.entries(wanted).flatMap(([name, value]) => {
    const own = present.get(name);
    if (own === undefined) return [[name, value]];
    if (!isObject(own) || !isObject(value)) return [];
    const rest = difference(own, value);
    return Object.keys(rest).length > 0 ? [[name, rest]] : [];
  });
  return Object.fromEntries(entries);
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The user's file is theirs, whatever is in it.
    return undefined;
  }
}
