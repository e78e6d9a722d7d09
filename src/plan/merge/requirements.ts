import type { Versions } from "./text.ts";
import { mergeVersion } from "./versions.ts";

/** A list of texts in a file of TOML, without comments, up to the bracket that ends it. */
const LIST = /^([\w-]+)[ \t]*=[ \t]*\[((?:[\s,]|"[^"\n]*"|'[^'\n]*')*)\]/gm;

interface Requirement {
  /** By the rules of Python's package names: case and the kind of dash say nothing, nor do the extras behind it. */
  readonly name: string;
  /** The name as it is written, with the extras. */
  readonly head: string;
  readonly rest: string;
  readonly text: string;
}

/**
 * The three versions of a pyproject.toml with the same requirements in each: merged as a set, the user's own kept, ours
 * not behind what they were. All else is merged line by line.
 */
export function withMergedRequirements(versions: Versions): Versions {
  const names = [...versions.yours.matchAll(LIST)].map(([, name = ""]) => name);
  return names.reduce(withMergedList, versions);
}

function withMergedList(versions: Versions, name: string): Versions {
  const [base, yours, next] = [versions.base, versions.yours, versions.next].map((text) =>
    listIn(text, name),
  );
  if (!base || !yours || !next) return versions;
  const [old, own, wanted] = [base, yours, next].map(({ inner }) => requirementsIn(inner)) as [
    Requirement[],
    Requirement[],
    Requirement[],
  ];
  const of = (list: readonly Requirement[], { name: wantedName }: Requirement) =>
    list.find((other) => other.name === wantedName);
  const kept: Requirement[] = [];
  for (const requirement of own) {
    const [before, after] = [of(old, requirement), of(wanted, requirement)];
    if (!before || (after && after.text === before.text)) kept.push(requirement);
    else if (after) {
      const merged = before.text === requirement.text ? after.text : versionOf(before, requirement, after);
      // That is for the merge of lines to tell.
      if (merged === undefined) return versions;
      kept.push({ ...requirement, text: merged });
    } else if (before.text !== requirement.text) kept.push(requirement);
  }
  for (const [index, requirement] of wanted.entries()) {
    if (of(old, requirement) || of(own, requirement)) continue;
    // Behind the one that ours has before it, so that what comes again is where it was.
    const before = wanted.slice(0, index).findLast((other) => of(kept, other));
    const place = before ? kept.findIndex(({ name }) => name === before.name) + 1 : kept.length;
    kept.splice(place, 0, requirement);
  }
  const [, indent] = /\n([ \t]+)/.exec(yours.inner) ?? [];
  const items = kept.map(({ text }) => JSON.stringify(text));
  const inner =
    indent === undefined ? items.join(", ") : `${items.map((item) => `\n${indent}${item},`).join("")}\n`;
  const merged = `${name} = [${inner}]`;
  const put = (text: string, { start, end }: List) => text.slice(0, start) + merged + text.slice(end);
  return {
    ...versions,
    base: put(versions.base, base),
    yours: put(versions.yours, yours),
    next: put(versions.next, next),
  };
}

interface List {
  readonly inner: string;
  /** Where it is in the text, with its name. */
  readonly start: number;
  readonly end: number;
}

/** The list of a name; where there are several, nobody can tell which is which. */
function listIn(text: string, name: string): List | undefined {
  const [found, other] = [...text.matchAll(LIST)].filter(([, key]) => key === name);
  if (!found || other) return undefined;
  const { 0: whole, 2: inner = "", index } = found;
  return { inner, start: index, end: index + whole.length };
}

function requirementsIn(inner: string): Requirement[] {
  return [...inner.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map(([, double, single]) => {
    const text = double ?? single ?? "";
    const [, head = "", name = "", rest = ""] = /^(\s*([\w.-]+)\s*(?:\[[^\]]*\])?\s*)(.*)$/s.exec(text) ?? [];
    return { name: name.toLowerCase().replace(/[-_.]+/g, "-"), head, rest, text };
  });
}

function versionOf(base: Requirement, yours: Requirement, next: Requirement): string | undefined {
  const merged = mergeVersion(base.rest, yours.rest, next.rest);
  const { head } = yours.head === base.head ? next : yours;
  return merged === undefined ? undefined : `${head}${merged}`;
}
