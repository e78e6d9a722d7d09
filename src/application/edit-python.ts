import { dependencyList } from "./find-python.ts";

/** A list of requirements with more lines; those that it has are left out. */
export function withLines(present: string, planned: string): string {
  const there = present.split(/\r?\n/).map((line) => line.trim());
  const lines = planned.split("\n").filter((line) => line !== "" && !there.includes(line));
  const eol = present.includes("\r\n") ? "\r\n" : "\n";
  if (lines.length === 0) return present;
  const start = present === "" || present.endsWith("\n") ? present : present + eol;
  return start + lines.map((line) => line + eol).join("");
}

/** A pyproject.toml that lists more requirements; of a package that it lists, the user's own stays. */
export function withDependencies(present: string, planned: string): string {
  const at = dependencyList(present);
  if (!at) return present;
  const list = present.slice(at.start, at.end);
  const there = stringsIn(list).map(packageOf);
  const missing = requirementsOf(planned).filter((need) => !there.includes(packageOf(need)));
  if (missing.length === 0) return present;
  return (
    present.slice(0, at.start) +
    extended(list, missing, present.includes("\r\n") ? "\r\n" : "\n") +
    present.slice(at.end)
  );
}

/** What the project of a pyproject.toml needs, as pip writes it. */
export function requirementsOf(pyproject: string): string[] {
  const at = dependencyList(pyproject);
  return at ? stringsIn(pyproject.slice(at.start, at.end)) : [];
}

/** The inside of a list with more items, written as it is: in one line, or one item a line. */
function extended(list: string, items: readonly string[], eol: string): string {
  const texts = items.map((item) => JSON.stringify(item));
  const [, body = "", tail = ""] = /^([\s\S]*?)(\s*)$/.exec(list) ?? [];
  const isSpread = list.includes("\n");
  if (!isSpread) return [...(body.trim() === "" ? [] : [body.replace(/,$/, "")]), ...texts].join(", ");
  const indent = /\n([ \t]+)\S/.exec(list)?.[1] ?? "  ";
  // A comment may follow the last item, so that its comma stands before that.
  const closed = body.trim() === "" || /,[ \t]*(?:#[^\n]*)?$/.test(body) ? body : withComma(body);
  const end = tail.includes("\n") ? tail : eol;
  return `${closed}${texts.map((text) => `${eol}${indent}${text},`).join("")}${end}`;
}

const withComma = (body: string): string => body.replace(/(["'])([ \t]*(?:#[^\n]*)?)$/, "$1,$2");

const stringsIn = (list: string): string[] =>
  Array.from(
    list.matchAll(/#[^\n]*|"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'/g),
    ([, double, single]) => double ?? single ?? "",
  ).filter((text) => text !== "");

/** The package of a requirement, by the one spelling that pip gives all others. */
const packageOf = (need: string): string =>
  (/^[\w.-]+/.exec(need)?.[0] ?? "").replace(/[-_.]+/g, "-").toLowerCase();
