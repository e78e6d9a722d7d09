import { readFileSync } from "node:fs";
import { join } from "node:path";
import { folder } from "./project.ts";
import { wrapped } from "./wrap.ts";

/** What the runner says, in the project's language. */
export const words: Record<string, string> & { certificate: Record<string, string> } = JSON.parse(
  readFileSync(join(folder, "words.json"), "utf8"),
);

/** Says lines, no wider than the terminal is: that would break words in two. */
export function print(...lines: string[]): void {
  const width = process.stdout.columns || Number.POSITIVE_INFINITY;
  console.log(lines.flatMap((text) => text.split("\n").map((line) => wrapped(line, width))).join("\n"));
}

/** A text of it, with values for `{0}`, `{1}` … */
export const say = (text: string, ...values: unknown[]): string =>
  (words[text] as string).replace(/\{(\d)\}/g, (_place, index) => String(values[index]));
