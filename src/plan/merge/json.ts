import { isDeepStrictEqual } from "node:util";
import { applyEdits, type JSONPath, modify, type ParseError, parse, visit } from "jsonc-parser";
import { layoutOf } from "../json-text.ts";
import { type Merged, mergeText, type Versions } from "./text.ts";
import { mergeVersion } from "./versions.ts";

type Json = Readonly<Record<string, unknown>>;

interface Edit {
  readonly path: JSONPath;
  /** Undefined where the member goes. */
  readonly value: unknown;
}

interface Clash extends Edit {
  readonly base: unknown;
}

/** Members of which each value is a version. */
const VERSIONED = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies", "engines"];

/**
 * Merges JSON, member by member, so that neighbours are in nobody's way. Of the user's text only what is changed is
 * written anew: comments, blanks and the order stay.
 * @returns undefined where one of the three is no object, where a comment stands in what is written anew, or where the
 * user's has a member twice: which one is meant, who knows
 */
export function mergeJson({ path, base, yours, next }: Versions): Merged | undefined {
  const [old, own, wanted] = [objectIn(base), objectIn(yours), objectIn(next)];
  if (!old || !own || !wanted || membersIn(yours) !== membersOf(own)) return undefined;
  const edits: Edit[] = [];
  const clashes: Clash[] = [];
  mergeMembers({ old, own, wanted, at: [], edits, clashes });
  followMoved({ old, own, wanted, edits });
  const write = (text: string, { path: at, value }: Edit) => edited(text, at, value, wanted);
  const merged = edits.reduce(write, yours);
  if (commentsIn(merged) < commentsIn(yours)) return undefined;
  if (clashes.length === 0) return asLaidOut({ path, base, yours, next }, merged);
  const withEach = (side: (clash: Clash) => unknown) =>
    clashes.reduce((text, clash) => write(text, { path: clash.path, value: side(clash) }), merged);
  return mergeText({
    path,
    base: withEach(({ base: value }) => value),
    yours: merged,
    next: withEach(({ value }) => value),
  });
}

/** Of two texts that say the same, the one in which each line is laid out as by whoever wrote it. */
function asLaidOut(versions: Versions, merged: string): Merged {
  // The lines of who lays out otherwise than we do would stand among ours.
  if (!isDeepStrictEqual(layoutOf(versions.yours), layoutOf(versions.base))) {
    return { content: merged, conflicts: 0 };
  }
  const { content, conflicts } = mergeText(versions);
  const isSame =
    conflicts === 0 &&
    isDeepStrictEqual(objectIn(content), objectIn(merged)) &&
    membersIn(content) === membersIn(merged);
  return { content: isSame ? content : merged, conflicts: 0 };
}

/** How many members all objects in a text have: one that is there twice is a single one for who reads it. */
function membersIn(text: string): number {
  let count = 0;
  visit(text, { onObjectProperty: () => void count++ });
  return count;
}

function commentsIn(text: string): number {
  let count = 0;
  visit(text, { onComment: () => void count++ });
  return count;
}

/** How many members a value has, with those of its members. */
const membersOf = (value: unknown): number =>
  typeof value === "object" && value !== null
    ? Object.values(value).reduce(
        (sum: number, inner) => sum + membersOf(inner),
        Array.isArray(value) ? 0 : Object.keys(value).length,
      )
    : 0;

function objectIn(text: string): Json | undefined {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  return errors.length === 0 && isObject(value) ? value : undefined;
}

interface Members {
  readonly old: Json;
  readonly own: Json;
  readonly wanted: Json;
  readonly at: JSONPath;
  readonly edits: Edit[];
  readonly clashes: Clash[];
}

function mergeMembers({ old, own, wanted, at, edits, clashes }: Members): void {
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(old)])) {
    const [base, yours, value] = [ownOf(old, name), ownOf(own, name), ownOf(wanted, name)];
    const path = [...at, name];
    if (isEqual(base, value) || isEqual(yours, value)) continue;
    // Member by member even where it is as it was planned: there may be comments in it.
    const isInner = isObject(value) || (isObject(base) && value === undefined && !isEqual(base, yours));
    if (isObject(yours) && isInner) {
      const inner = { old: isObject(base) ? base : {}, own: yours, wanted: isObject(value) ? value : {} };
      mergeMembers({ ...inner, at: path, edits, clashes });
    } else if (isEqual(base, yours)) edits.push({ path, value });
    // What the user has removed stays away, and what they have changed stays.
    else if (yours === undefined || value === undefined) continue;
    else if (VERSIONED.includes(String(at[0]))) {
      const merged = mergeVersion(base, yours, value);
      if (merged === undefined) clashes.push({ path, base, value });
      else edits.push({ path, value: merged });
    } else if (isList(yours) && isList(value)) {
      edits.push({ path, value: mergeList(isList(base) ? base : [], yours, value) });
    } else clashes.push({ path, base, value });
  }
}

/** A package that the user has moved from one group to another gets its new version there. */
function followMoved({ old, own, wanted, edits }: Pick<Members, "old" | "own" | "wanted" | "edits">): void {
  const members = (json: Json, group: string) => (isObject(json[group]) ? json[group] : {});
  for (const group of VERSIONED) {
    for (const [name, value] of Object.entries(members(wanted, group))) {
      const base = ownOf(members(old, group), name);
      if (base === undefined || ownOf(members(own, group), name) !== undefined) continue;
      const there = VERSIONED.find((other) => ownOf(members(own, other), name) !== undefined);
      if (there === undefined || isEqual(base, value)) continue;
      const merged = mergeVersion(base, ownOf(members(own, there), name), value);
      if (merged !== undefined) edits.push({ path: [there, name], value: merged });
    }
  }
}

/** The user's list, with what is new in ours and without what is no longer there. */
function mergeList(base: readonly unknown[], yours: readonly unknown[], next: readonly unknown[]): unknown[] {
  const kept = yours.filter((item) => !base.includes(item) || next.includes(item));
  return [...kept, ...next.filter((item) => !base.includes(item) && !yours.includes(item))];
}

const isBefore = (one: string, other: string): boolean => one.localeCompare(other, "en") < 0;

/**
 * Writes one member; a new one goes behind the one that it follows in our own text. Among packages, which package
 * managers keep in order, it goes where that has it.
 */
function edited(text: string, path: JSONPath, value: unknown, wanted: Json): string {
  const siblings = Object.keys(
    path.slice(0, -1).reduce<unknown>((json, name) => ownOf(json, name), wanted) ?? {},
  );
  const place = siblings.indexOf(String(path.at(-1)));
  const edits = modify(text, path, value, {
    ...layoutOf(text),
    getInsertionIndex: (names) => {
      const isSorted = names.every((name, index) => index === 0 || isBefore(names[index - 1] ?? "", name));
      if (VERSIONED.includes(String(path[0])) && isSorted) {
        return names.filter((name) => isBefore(name, String(path.at(-1)))).length;
      }
      const before = siblings.slice(0, place).findLast((name) => names.includes(name));
      return before === undefined ? 0 : names.indexOf(before) + 1;
    },
  });
  return applyEdits(text, edits);
}

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const ownOf = (object: unknown, name: string | number): unknown =>
  isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A list of words or numbers is a set that the user adds to. */
const isList = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.every((item) => typeof item !== "object");
