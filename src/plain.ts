import { stripVTControlCharacters } from "node:util";

/** A line of another program's output, without the colours and cursor movements that would break out of it. */
export function plain(line: string): string {
  return stripVTControlCharacters(line).replace(/\p{Cc}/gu, "");
}

/** A text with its control characters spelt out, also those that turn the direction of text: none acts on who shows it. */
export function spelt(line: string): string {
  return line.replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
