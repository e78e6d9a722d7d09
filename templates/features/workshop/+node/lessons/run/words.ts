import { readFileSync } from "node:fs";
import { join } from "node:path";
import { folder } from "./project.ts";

/** What the runner says, in the project's language. */
export const words: Record<string, string> & { certificate: Record<string, string> } = JSON.parse(
  readFileSync(join(folder, "words.json"), "utf8"),
);

/** A text of it, with values for `{0}`, `{1}` … */
export const say = (text: string, ...values: unknown[]): string =>
  (words[text] as string).replace(/\{(\d)\}/g, (_place, index) => String(values[index]));
