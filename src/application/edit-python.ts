import { dependencyList, type TomlList } from "./toml-list.ts";

/** A list of requirements with more lines; those that it has are left out. */
export function withLines(present: string, planned: string): string {
  const there = present.split(/\r?\n/).map((line) => line.trim());
  const lines = planned.split("\n").filter((line) => line !== "" && !there.includes(line));
  const eol = present.includes("\r\n") ? "\r\n" : "\n";
  if (lines.length === 0) return present;
  const start = present === "" || present.endsWith("\n") ? present : present + eol;
  return start + lines.map((line) => line + eol).join("");
}

/** What the project of a pyproject.toml needs, as pip writes it. */
export const requirementsOf = (pyproject: string): readonly string[] =>
  dependencyList(pyproject)?.items ?? [];

/** A pyproject.toml that lists more requirements; of a package that it lists, the user's own stays. */
export function withDependencies(present: string, planned: string): string {
  const list = dependencyList(present);
  if (!list) return present;
  const there = list.items.map(packageOf);
  const missing = requirementsOf(planned).filter((need) => !there.includes(packageOf(need)));
  return missing.length === 0 ? present : extended(present, list, missing);
}

/** The text with more items in its list, written as the list is: in one line, or one item a line. */
function extended(text: string, { start, end, needsComma }: TomlList, items: readonly string[]): string {
  const comma = needsComma ?? end;
  const inside = `${text.slice(start, comma)}${needsComma === undefined ? "" : ","}${text.slice(comma, end)}`;
  const body = inside.trimEnd();
  const texts = items.map((item) => JSON.stringify(item));
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const [, row = ""] = inside.split("\n");
  const indent = row.slice(0, row.length - row.trimStart().length).replace("\r", "") || "  ";
  const more = inside.includes("\n")
    ? `${texts.map((item) => `${eol}${indent}${item},`).join("")}${inside.slice(body.length)}`
    : `${body === "" ? "" : " "}${texts.join(", ")}`;
  return text.slice(0, start) + body + more + text.slice(end);
}

/** The package of a requirement, by the one spelling that pip gives all others. */
const packageOf = (need: string): string =>
  (/^[\w.-]+/.exec(need)?.[0] ?? "").replace(/[-_.]+/g, "-").toLowerCase();
