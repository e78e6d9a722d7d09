import { readFileSync } from "node:fs";
import { join } from "node:path";
import { folder } from "./project.ts";

/** What the runner says, in the project's language. */
export const words: Record<string, string> & { certificate: Record<string, string> } = JSON.parse(
  readFileSync(join(folder, "words.json"), "utf8"),
);

/** Says lines, no wider than the terminal is: that would break words in two. */
export function print(...lines: string[]): void {
  const width = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  console.log(lines.flatMap((text) => text.split("\n").map((line) => wrapped(line, width))).join("\n"));
}

/** Chinese, which a terminal breaks anywhere, as it should be. */
const WIDE = /[\u2e80-\uffef]/;

/** A line in parts, each with the line's indentation. A word that is too long stays whole. */
function wrapped(line: string, width: number): string {
  const text = line.trimStart();
  const indent = line.slice(0, line.length - text.length);
  const room = width - indent.length - 1;
  if (text.length <= room || WIDE.test(text)) return line;
  const parts = text.match(new RegExp(`(?:\\S{${room + 1},}|.{1,${room}})(?: +|$)`, "g")) ?? [text];
  return parts.map((part) => indent + part.trimEnd()).join("\n");
}

/** A text of it, with values for `{0}`, `{1}` … */
export const say = (text: string, ...values: unknown[]): string =>
  (words[text] as string).replace(/\{(\d)\}/g, (_place, index) => String(values[index]));
