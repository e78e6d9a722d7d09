/** The length of a text in Unicode code points; a lone surrogate counts as one. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let at = 1; at < text.length; at++) {
    if (isSurrogate(text, at, 0xdc00) && isSurrogate(text, at - 1, 0xd800)) count--;
  }
  return count;
}

/** Whether a UTF-16 unit is of the half of the surrogates that begins at `half`. */
const isSurrogate = (text: string, at: number, half: number) => (text.charCodeAt(at) & 0xfc00) === half;

/** A UTF-16 unit as JSON escapes it. */
export const unicodeEscape = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Code points of the client's own words that an answer repeats. */
const maxQuoted = 200;

/** The client's own words, as far as an answer repeats them. */
export function quote(text: string): string {
  if (text.length <= maxQuoted) return text;
  // No code point has more than two units: what is cut off here would be cut anyway.
  return Array.from(text.slice(0, 2 * maxQuoted))
    .slice(0, maxQuoted)
    .join("");
}
