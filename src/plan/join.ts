/** A member that both have, with another value in each. */
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

type Join = (present: string, planned: string) => Joined | undefined;

/** The files that hold what is the user's and what is the project's side by side. */
const joins: Readonly<Record<string, Join>> = { "package.json": joinPackageJson, ".gitignore": joinLines };

export const canJoin = (path: string): boolean => Object.hasOwn(joins, path);

/** @returns undefined when the user's file can't be read as what it should be */
export const join = (path: string, present: string, planned: string): Joined | undefined =>
  joins[path]?.(present.replace(/^\uFEFF/, ""), planned);

type Json = Readonly<Record<string, unknown>>;

/** What a package says of itself: a project runs without it, and what the user says is right. */
const ABOUT = ["version", "private"];

function joinPackageJson(present: string, planned: string): Joined | undefined {
  const there = parse(present);
  if (!isObject(there)) return undefined;
  const wanted = Object.fromEntries(
    Object.entries(JSON.parse(planned) as Json).filter(([name]) => !ABOUT.includes(name) || !(name in there)),
  );
  const joined = unite(there, wanted);
  const { name: _name, private: _private, version: _version, ...missing } = lacking(there, wanted);
  const indent = /^[ \t]+(?=")/m.exec(present)?.[0] ?? "  ";
  const isSame = JSON.stringify(joined) === JSON.stringify(there);
  return {
    content: isSame ? present : `${JSON.stringify(joined, null, indent)}\n`,
    ...(Object.keys(missing).length > 0 && { missing }),
    conflicts: differing(there, wanted),
  };
}

function unite(there: Json, wanted: Json): Json {
  const added = Object.entries(wanted).map(([name, value]) => {
    const own = ownOf(there, name);
    return [name, isObject(own) && isObject(value) ? unite(own, value) : value] as const;
  });
  // A map, since an assignment to a member named `__proto__` would be none.
  return Object.fromEntries(new Map([...Object.entries(there), ...added]));
}

/** The members of `wanted` that are not there. */
function lacking(there: Json, wanted: Json): Json {
  const entries = Object.entries(wanted).flatMap(([name, value]) => {
    const own = ownOf(there, name);
    if (own === undefined) return [[name, value] as const];
    if (!isObject(own) || !isObject(value)) return [];
    const rest = lacking(own, value);
    return Object.keys(rest).length > 0 ? [[name, rest] as const] : [];
  });
  return Object.fromEntries(entries);
}

function differing(there: Json, wanted: Json, way = ""): Conflict[] {
  return Object.entries(wanted).flatMap(([name, planned]) => {
    const present = ownOf(there, name);
    const member = `${way}${name}`;
    if (present === undefined || JSON.stringify(present) === JSON.stringify(planned)) return [];
    if (isObject(present) && isObject(planned)) return differing(present, planned, `${member}.`);
    return [{ member, present, planned }];
  });
}

const ownOf = (object: Json, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The user's file is theirs, whatever is in it.
    return undefined;
  }
}

/** `/dist/` and `dist` keep the same folder out. */
const bare = (line: string): string => line.trim().replace(/^\/|\/$/g, "");

function joinLines(present: string, planned: string): Joined {
  const there = new Set<string>();
  // In this order, since a later `!` lets in again what an earlier line kept out.
  for (const line of present.split("\n").map((text) => text.trim())) {
    if (line.startsWith("!")) there.delete(bare(line.slice(1)));
    else there.add(bare(line));
  }
  const lines = planned.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const missing = lines.filter((line) => !there.has(bare(line)));
  const start = present === "" || present.endsWith("\n") ? present : `${present}\n`;
  return missing.length === 0
    ? { content: present, conflicts: [] }
    : { content: `${start}${missing.join("\n")}\n`, missing, conflicts: [] };
}
