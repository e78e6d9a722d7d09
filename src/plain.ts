import { stripVTControlCharacters } from "node:util";

/** A line of another program's output, without the colours and cursor movements that would break out of it. */
export function plain(line: string): string {
  return stripVTControlCharacters(line).replace(/\p{Cc}/gu, "");
}

/** A text with its control characters spelt out, so that none of them acts on the terminal. */
export function spelt(line: string): string {
  return line.replace(/\p{Cc}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
