import { parsed } from "../parsed.ts";
import { printedAs } from "./json-text.ts";

/** A member that both have, with another value in each, of which neither was planned before. */
export interface Conflict {
  /** Its way in the file, such as `scripts.test`. */
  readonly member: string;
  readonly present: unknown;
  readonly planned: unknown;
}

/** What becomes of a planned file where the user has one of their own that it can be joined with. */
export interface Joined {
  /** The user's file with all that the planned one has; where both say something, the planned one is right. */
  readonly content: string;
  /** What the user's file lacks: members of an object, or lines. */
  readonly missing?: object | readonly string[];
  readonly conflicts: readonly Conflict[];
}

type Join = (before: string | undefined, present: string, planned: string) => Joined | undefined;

/** The files that hold what is the user's and what is the project's side by side. */
const joins: Readonly<Record<string, Join>> = { "package.json": joinPackageJson, ".gitignore": joinLines };

export const canJoin = (path: string): boolean => Object.hasOwn(joins, path);

/**
 * Joins a file that is there with the one that is planned.
 * @param before what was planned when it was made: what the user has changed of that since, or removed, stays so
 * @returns undefined when the user's file can't be read as what it should be
 */
export const join = (
  path: string,
  before: string | undefined,
  present: string,
  planned: string,
): Joined | undefined => {
  const [mark = ""] = /^\uFEFF/.exec(present) ?? [];
  const joined = joins[path]?.(before, present.slice(mark.length), planned);
  return joined && { ...joined, content: mark + joined.content };
};

type Json = Readonly<Record<string, unknown>>;

/** What a package says of itself: a project runs without it, and what the user says is right. */
const ABOUT = ["version", "private"];

function joinPackageJson(before: string | undefined, present: string, planned: string): Joined | undefined {
  // The user's file is theirs, whatever is in it.
  const there = parsed(JSON.parse, present);
  if (!isObject(there)) return undefined;
  const withoutOwn = (text: string) =>
    Object.fromEntries(
      Object.entries(JSON.parse(text) as Json).filter(([name]) => !ABOUT.includes(name) || !(name in there)),
    );
  const [base, wanted] = [withoutOwn(before ?? "{}"), withoutOwn(planned)];
  const joined = unite(base, there, wanted);
  const { name: _name, private: _private, version: _version, ...missing } = lacking(base, there, wanted);
  const isSame = isEqual(joined, there);
  return {
    content: isSame ? present : printedAs(present, joined),
    ...(Object.keys(missing).length > 0 && { missing }),
    conflicts: differing(base, there, wanted),
  };
}

function unite(base: Json, there: Json, wanted: Json): Json {
  const members = new Map(Object.entries(there));
  for (const name of Object.keys({ ...base, ...wanted })) {
    const [old, own, value] = [ownOf(base, name), ownOf(there, name), ownOf(wanted, name)];
    if (isObject(own) && isObject(value)) members.set(name, unite(isObject(old) ? old : {}, own, value));
    // What the plan has not changed is as the user has it, and so is what they have removed.
    else if (isEqual(old, value) || (old !== undefined && own === undefined)) continue;
    else if (value !== undefined) members.set(name, value);
    else if (isEqual(old, own)) members.delete(name);
  }
  // A map, since an assignment to a member named `__proto__` would be none.
  return Object.fromEntries(members);
}

/** The members of `wanted` that are new, and not there. */
function lacking(base: Json, there: Json, wanted: Json): Json {
  const entries = Object.entries(wanted).flatMap(([name, value]) => {
    const [old, own] = [ownOf(base, name), ownOf(there, name)];
    if (own === undefined) return old === undefined ? [[name, value] as const] : [];
    if (!isObject(own) || !isObject(value)) return [];
    const rest = lacking(isObject(old) ? old : {}, own, value);
    return Object.keys(rest).length > 0 ? [[name, rest] as const] : [];
  });
  return Object.fromEntries(entries);
}

function differing(base: Json, there: Json, wanted: Json, way = ""): Conflict[] {
  return Object.entries(wanted).flatMap(([name, planned]) => {
    const [old, present] = [ownOf(base, name), ownOf(there, name)];
    const member = `${way}${name}`;
    if (present === undefined || isEqual(present, planned)) return [];
    if (isObject(present) && isObject(planned)) {
      return differing(isObject(old) ? old : {}, present, planned, `${member}.`);
    }
    return isEqual(old, present) || isEqual(old, planned) ? [] : [{ member, present, planned }];
  });
}

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const ownOf = (object: Json, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `/dist/` and `dist` keep the same folder out, and `!dist` lets it in. */
const bare = (line: string): string => line.trim().replace(/^!?\/?|\/$/g, "");

const letsIn = (line: string): boolean => line.trim().startsWith("!");

/** The lines that keep something out, or let it in. */
const ruleLines = (text: string): string[] =>
  text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));

function joinLines(before: string | undefined, present: string, planned: string): Joined {
  // In this order, since a later `!` lets in again what an earlier line kept out.
  const rules = new Map(present.split("\n").map((line) => [bare(line), letsIn(line)]));
  const old = ruleLines(before ?? "");
  const wanted = ruleLines(planned);
  const missing: string[] = [];
  for (const line of wanted.filter((one) => !old.includes(one))) {
    // What is let in must stand behind all that would keep it out.
    const isThere = rules.get(bare(line)) === letsIn(line) && !(letsIn(line) && missing.length > 0);
    if (!isThere) missing.push(line);
  }
  const gone = old.filter((line) => !wanted.includes(line));
  const kept = gone.length === 0 ? present : without(present, gone);
  if (missing.length === 0) return { content: kept, conflicts: [] };
  const start = kept === "" || kept.endsWith("\n") ? kept : `${kept}\n`;
  // Some editors leave the last line end out.
  const end = present === "" || present.endsWith("\n") ? "\n" : "";
  return { content: `${start}${missing.join("\n")}${end}`, missing, conflicts: [] };
}

const without = (text: string, lines: readonly string[]): string =>
  text
    .split("\n")
    .filter((line) => !lines.includes(line))
    .join("\n");
