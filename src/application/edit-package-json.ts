import {
  applyEdits,
  getNodeValue,
  type ModificationOptions,
  modify,
  type ParseError,
  parseTree,
} from "jsonc-parser";

type Group = Readonly<Record<string, string>>;

/** A package.json with what was added; and what is there already, by other values. */
export interface Edited {
  readonly text: string;
  readonly added: readonly string[];
  readonly kept: readonly { readonly member: string; readonly present: unknown; readonly planned: string }[];
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
  const kept: Edited["kept"][number][] = [];
  for (const [group, members] of Object.entries(JSON.parse(fragment) as Record<string, Group>)) {
    // A package is there wherever it is listed.
    const present = SORTED.includes(group) ? everywhere : (there[group] ?? {});
    for (const [name, planned] of Object.entries(members)) {
      const member = `${group}.${name}`;
      if (Object.hasOwn(present, name)) {
        if (present[name] !== planned && !SORTED.includes(group))
          kept.push({ member, present: present[name], planned });
        continue;
      }
      text = applyEdits(text, modify(text, [group, name], planned, styleOf(text, group, name)));
      added.push(member);
    }
  }
  return { text: mark + text, added, kept };
}

/** Undefined for what is no JSON object; comments and commas too many, which some package managers take, are let through. */
function objectIn(text: string): Record<string, Record<string, unknown>> | undefined {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  return tree?.type === "object" && errors.length === 0 ? getNodeValue(tree) : undefined;
}

/** How the user's own lines are written. */
function styleOf(text: string, group: string, name: string): ModificationOptions {
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? "  ";
  return {
    formattingOptions: {
      insertSpaces: !indent.includes("\t"),
      tabSize: indent.includes("\t") ? 4 : indent.length,
      eol: text.includes("\r\n") ? "\r\n" : "\n",
    },
    ...(SORTED.includes(group) && {
      getInsertionIndex: (names: string[]) => names.filter((other) => other < name).length,
    }),
  };
}
