import { MOST_EDITS, matches } from "./matches.ts";

/** A piece of a text, such as a line. Two are the same by their keys, whatever their texts. */
export interface Unit {
  readonly key: string;
  readonly text: string;
}

interface Settled {
  readonly text: string;
  readonly from: "yours" | "next";
}

/** A part of what comes of a merge: a text that is settled, or what each of three has in its place. */
export type Part = Settled | { readonly yours: string; readonly base: string; readonly next: string };

/**
 * Merges two versions of a text that come from a third one (diff3). What both have changed, or stands without
 * anything unchanged in between, is a conflict, unless both have changed it to the same.
 */
export function merge3(base: readonly Unit[], yours: readonly Unit[], next: readonly Unit[]): Part[] {
  const placesIn = (other: readonly Unit[], identity: Identity) =>
    matches(base.map(identity), other.map(identity), MOST_EDITS).places;
  const [toYours, toNext] = [placesIn(yours, byKey), placesIn(next, planned)];
  const parts: Part[] = [];
  let [o, a, b] = [0, 0, 0];
  const isStable = (at: number) => toYours[at] !== undefined && toNext[at] !== undefined;
  while (o < base.length || a < yours.length || b < next.length) {
    if (o < base.length && toYours[o] === a && toNext[o] === b) {
      parts.push(unchanged(base[o], yours[a], next[b]));
      [o, a, b] = [o + 1, a + 1, b + 1];
      continue;
    }
    let end = o;
    while (end < base.length && !isStable(end)) end++;
    const [endOfYours, endOfNext] = [toYours[end] ?? yours.length, toNext[end] ?? next.length];
    parts.push(settle(base.slice(o, end), yours.slice(a, endOfYours), next.slice(b, endOfNext)));
    [o, a, b] = [end, endOfYours, endOfNext];
  }
  return parts;
}

type Identity = (unit: Unit) => string;

const byKey: Identity = ({ key }) => key;

/**
 * What is planned is the same where it reads the same, but for blanks: a comma says where a list goes on, even if the
 * user's formatter has another opinion of the last one.
 */
const planned: Identity = ({ key, text }) => `${key}\n${text.trim()}`;

/** What all three have. Where one lays it out otherwise than the base, that holds; the user's first. */
function unchanged(...units: (Unit | undefined)[]): Settled {
  const texts = units.map((unit) => unit?.text ?? "");
  const before = laidOutLast(texts.map(blanksBefore));
  return { text: before.text + laidOutLast(texts.map(lineOf)).text, from: before.from };
}

function laidOutLast([base = "", yours = "", next = ""]: readonly string[]): Settled {
  return yours === base && yours !== next ? { text: next, from: "next" } : { text: yours, from: "yours" };
}

/** The line ends and blank lines that a unit begins with. */
const blanksBefore = (text: string): string => /^(?:[^\S\n]*\n)*/.exec(text)?.[0] ?? "";

const lineOf = (text: string): string => text.slice(blanksBefore(text).length);

const textOf = (units: readonly Unit[]): string => units.map(({ text }) => text).join("");

const isSame = (one: readonly Unit[], other: readonly Unit[], identity = byKey): boolean =>
  one.length === other.length && one.map(identity).join("\0") === other.map(identity).join("\0");

function settle(base: readonly Unit[], yours: readonly Unit[], next: readonly Unit[]): Part {
  if (isSame(base, next, planned) || isSame(yours, next)) return { text: textOf(yours), from: "yours" };
  if (isSame(base, yours)) return { text: textOf(next), from: "next" };
  return { yours: textOf(yours), base: textOf(base), next: textOf(next) };
}
