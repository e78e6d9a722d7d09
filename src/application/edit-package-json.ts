import { applyEdits, getNodeValue, modify, type ParseError, parseTree } from "jsonc-parser";
import type { Conflict } from "../plan/join.ts";
import { layoutOf } from "../plan/json-text.ts";
import { majorOf } from "./manifest.ts";

type Group = Readonly<Record<string, string>>;

/** A package.json with what was added; and what is there already, and may not do: other scripts, older packages. */
export interface Edited {
  readonly text: string;
  readonly added: readonly string[];
  readonly conflicts: readonly Conflict[];
}

/** The groups of a package.json in which names are in the order of the alphabet. */
const SORTED = ["dependencies", "devDependencies"];

/**
 * Adds the members of a fragment to a package.json, and leaves each other character of it as it is. What the user has stays.
 * @returns undefined where the text is no JSON object
 */
export function withFragment(present: string, fragment: string): Edited | undefined {
  const mark = present.startsWith("\uFEFF") ? "\uFEFF" : "";
  let text = present.slice(mark.length);
  const there = objectIn(text);
  if (!there) return undefined;
  const everywhere = Object.assign(
    {},
    ...["peerDependencies", "optionalDependencies", ...SORTED].map((name) => there[name]),
  );
  const added: string[] = [];
  const conflicts: Conflict[] = [];
  for (const [group, members] of Object.entries(JSON.parse(fragment) as Record<string, Group>)) {
    // A package is there wherever it is listed.
    const present = SORTED.includes(group) ? everywhere : (there[group] ?? {});
    for (const [name, planned] of Object.entries(members)) {
      const member = `${group}.${name}`;
      if (Object.hasOwn(present, name)) {
        const isOld = majorOf(String(present[name])) < majorOf(planned);
        if (SORTED.includes(group) ? isOld : present[name] !== planned)
          conflicts.push({ member, present: present[name], planned });
        continue;
      }
      // A group that is null is as good as none; a new one goes behind all others.
      const isNew = (there[group] ?? null) === null && !added.some((other) => other.startsWith(`${group}.`));
      const edits = isNew
        ? modify(text, [group], { [name]: planned }, layoutOf(text))
        : modify(text, [group, name], planned, styleOf(text, group, name));
      text = applyEdits(text, edits);
      added.push(member);
    }
  }
  return { text: mark + text, added, conflicts };
}

/** The groups of a package.json that something is added to. */
const GROUPS = ["scripts", ...SORTED];

/** A group that nothing can be added to: it is there twice, or is no object. */
export function oddGroup(text: string): { readonly name: string; readonly isTwice: boolean } | undefined {
  const members = parseTree(text.replace(/^\uFEFF/, ""))?.children ?? [];
  for (const name of GROUPS) {
    const values = members
      .filter(({ children }) => children?.[0]?.value === name)
      .map(({ children }) => children?.[1]);
    const isTwice = values.length > 1;
    if (isTwice || values.some((value) => value?.type !== "object" && value?.type !== "null"))
      return { name, isTwice };
  }
  return undefined;
}

/** Undefined for what is no JSON object; comments and commas too many, which some package managers take, are let through. */
function objectIn(text: string): Record<string, Record<string, unknown>> | undefined {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  return tree?.type === "object" && errors.length === 0 ? getNodeValue(tree) : undefined;
}

/** How the user's own lines are written. */
function styleOf(text: string, group: string, name: string) {
  return {
    ...layoutOf(text),
    ...(SORTED.includes(group) && {
      getInsertionIndex: (names: string[]) => names.filter((other) => other < name).length,
    }),
  };
}
