const VERSION = String.raw`v?(\d+(?:\.\d+){0,3}(?:[-+a-z][0-9A-Za-z.+-]*)?)`;
/** What a version must not be, or be beyond: `<2`. */
const BOUND = `(<=?|!=) ?${VERSION}`;
/** A range of versions from one on, such as `^1.2.0`; the bounds that it may have, and what it is for in Python. */
const RANGE = new RegExp(String.raw`^(\^|~=?|>=|={1,3})? ?${VERSION}((?:(?: ?,| ) ?${BOUND})* ?(?:;.*)?)$`);

interface Range {
  readonly sign: string;
  readonly version: string;
  /** All that is behind the version. */
  readonly bounds: string;
}

function rangeOf(text: unknown): Range | undefined {
  const [, sign = "", version, bounds = ""] = (typeof text === "string" && RANGE.exec(text.trim())) || [];
  return version === undefined ? undefined : { sign, version, bounds };
}

/** Whether a text is a whole version (Semantic Versioning 2.0.0), and so nothing else in a command. */
export const isVersion = (text: unknown): text is string =>
  typeof text === "string" && /^\d{1,9}\.\d{1,9}\.\d{1,9}(?:-[0-9A-Za-z.-]{1,50})?$/.test(text);

/** Below zero where one version is older than another. A version that has more to it, such as `-rc.1`, is the older one. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => /^[\d.]+/.exec(version)?.[0].split(".").map(Number) ?? []);
  for (let at = 0; at < 4; at++) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  const rest = (version: string) => version.replace(/^[\d.]+/, "");
  if (rest(one) === "" || rest(other) === "") return Number(rest(one) === "") - Number(rest(other) === "");
  // Semantic Versioning 2.0.0, 11: numbers as such, so that rc.10 is later than rc.9.
  return rest(one).localeCompare(rest(other), "en", { numeric: true });
}

/**
 * What becomes of a version that both have changed: the higher one, with the user's own sign (`~`, or none) before it
 * and their own bounds behind it. What is no such range, as `workspace:*` or `<2.0.0`, stays as the user has it.
 * @returns undefined where the user has gone back behind what was planned, or keeps out what is planned now
 */
export function mergeVersion(base: unknown, yours: unknown, next: unknown): unknown {
  const [own, wanted] = [rangeOf(yours), rangeOf(next)];
  if (!own || !wanted) return yours;
  const old = rangeOf(base);
  if (compareVersions(own.version, wanted.version) >= 0) return yours;
  if (old && compareVersions(own.version, old.version) < 0) return undefined;
  const bounds = own.bounds === old?.bounds ? wanted.bounds : own.bounds;
  if (!isWithin(bounds, wanted.version)) return undefined;
  const sign = old && old.sign !== own.sign ? own.sign : wanted.sign;
  return `${sign}${sign === "~=" ? asLong(wanted.version, own.version) : wanted.version}${bounds}`;
}

/** Whether a version is one of those that the bounds of a range let in. */
function isWithin(bounds: string, version: string): boolean {
  const [before = ""] = bounds.split(";");
  return [...before.matchAll(new RegExp(BOUND, "g"))].every(([, sign, bound = ""]) => {
    const difference = compareVersions(version, bound);
    return sign === "!=" ? difference !== 0 : difference < 0 || (sign === "<=" && difference === 0);
  });
}

/** A version with as many numbers as another one at least: to `~=`, the last one is what may go up. */
const asLong = (version: string, other: string): string =>
  version + ".0".repeat(Math.max(0, other.split(".").length - version.split(".").length));
