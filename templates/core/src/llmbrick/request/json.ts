import { codePoints } from "../log/text.ts";

/** Whether arrays and objects in a JSON text stand deeper in each other than `limit`. Needs no valid JSON. */
export function isDeeperThan(limit: number, text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x22) at = endOfString(text, at);
    else if (char === 0x5b || char === 0x7b) {
      if (++depth > limit) return true;
    } else if (char === 0x5d || char === 0x7d) depth--;
  }
  return false;
}

/** The index of the quote that ends the string that begins at `start`; the text's length if none does. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    at = text.indexOf('"', at);
    if (at === -1) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
}

const space = /[ \t\n\r]*/y;
const notPlain = /["\\\u0000-\u001f]/g;
const escaped = /\\(["\\/bfnrt]|u[\da-fA-F]{4})/y;
const scalar = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?|true|false|null/y;

/**
 * Where a text stops being JSON, in code points: the position that Python's `json` names. The message of
 * `JSON.parse` would not do: it differs between versions of Node, and often has no position.
 * The text must not be nested deeply.
 */
export function errorPosition(text: string): number {
  let at = 0;

  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  // Each reader returns whether it found what it reads; where not, `at` is where it failed.
  const string = (): boolean => {
    const start = at;
    if (!skip(/"/y)) return false;
    // From one such character to the next: a pattern of the whole string would overflow the stack on a long one.
    do {
      notPlain.lastIndex = at;
      at = notPlain.test(text) ? notPlain.lastIndex - 1 : text.length;
    } while (skip(escaped));
    if (skip(/"/y)) return true;
    const rest = text.slice(at, at + 2);
    if (rest === "" || rest === "\\") at = start;
    if (rest === "\\u") at++;
    return false;
  };
  const list = (item: () => boolean, end: RegExp): boolean => {
    skip(space);
    if (skip(end)) return true;
    do {
      skip(space);
      if (!item()) return false;
      skip(space);
    } while (skip(/,/y));
    return skip(end);
  };
  const member = (): boolean => {
    if (!string()) return false;
    skip(space);
    if (!skip(/:/y)) return false;
    skip(space);
    return value();
  };
  const value = (): boolean => {
    if (text[at] === '"') return string();
    if (skip(/\[/y)) return list(value, /\]/y);
    if (skip(/\{/y)) return list(member, /\}/y);
    return skip(scalar);
  };

  skip(space);
  if (value()) skip(space);
  return codePoints(text.slice(0, at));
}
