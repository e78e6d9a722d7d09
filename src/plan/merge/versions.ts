/** A range of versions from one on, such as `^1.2.0`: the sign before that, and the version. */
const RANGE = /^(\^|~=?|>=|={1,3})? ?v?(\d+(?:\.\d+){0,3}(?:[-+a-z][0-9A-Za-z.+-]*)?)$/;

interface Range {
  readonly sign: string;
  readonly version: string;
}

function rangeOf(text: unknown): Range | undefined {
  const [, sign = "", version] = (typeof text === "string" && RANGE.exec(text.trim())) || [];
  return version === undefined ? undefined : { sign, version };
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
 * What becomes of a version that both have changed: the higher one, with the user's own sign (`~`, or none) before it.
 * What is no such range, as `workspace:*` or `<2.0.0`, stays as the user has it.
 * @returns undefined where the user has gone back behind what was planned
 */
export function mergeVersion(base: unknown, yours: unknown, next: unknown): unknown {
  const [own, wanted] = [rangeOf(yours), rangeOf(next)];
  if (!own || !wanted) return yours;
  const old = rangeOf(base);
  if (compareVersions(own.version, wanted.version) >= 0) return yours;
  if (old && compareVersions(own.version, old.version) < 0) return undefined;
  return `${old && old.sign !== own.sign ? own.sign : wanted.sign}${wanted.version}`;
}
