import { lstatSync, readFileSync, statSync } from "node:fs";
import { words } from "./words.ts";

/** Bytes. Far more than settings need: what is longer is no `.env` file. */
const MAX_BYTES = 2 ** 20;

/** A line that sets nothing: blank, or a comment. */
const nothing = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y;
/** `NAME=value`. A value in quotes may go over several lines; one without ends with its line. */
const assignment =
  /[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=(?:[ \t]*(?:'([^']*)'|"([^"]*)"|`([^`]*)`)[ \t]*(?:#[^\n]*)?|((?![ \t]*['"`])[^\n]*))(?:\n|$)/y;
const anyLine = /[^\n]*(?:\n|$)/y;

/** What an `.env` file says. */
export interface EnvFile {
  /** In the order of the file: of a name that comes twice, the last one holds. */
  variables: [name: string, value: string][];
  /** The lines that are not of the form `NAME=value`. */
  strangeLines: { number: number; text: string }[];
}

/**
 * Reads the text of an `.env` file. A `#` at the start of a line or after a blank begins a comment. Quotes
 * (', " or `) keep blanks, `#` and line ends; between double quotes `\n` is a line end. Nothing else is special.
 */
export function parseEnvFile(text: string): EnvFile {
  const lines = text.replace(/\r\n?/g, "\n");
  const file: EnvFile = { variables: [], strangeLines: [] };
  let at = 0;
  let line = 1;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const match = pattern.exec(lines);
    if (match) at = pattern.lastIndex;
    return match;
  };
  while (at < lines.length) {
    const start = at;
    const match = take(nothing) ?? take(assignment);
    if (!match) {
      file.strangeLines.push({ number: line, text: String(take(anyLine)) });
    } else if (match[1] !== undefined) {
      const [, name, single, double, backtick, plain = ""] = match;
      const value =
        single ?? double?.replaceAll("\\n", "\n") ?? backtick ?? plain.replace(/[ \t]#.*/s, "").trim();
      file.variables.push([name, value]);
    }
    line += lines.slice(start, at).split("\n").length - 1;
  }
  return file;
}

/**
 * Reads an `.env` file; one that is not there says nothing. Throws where it can't be read or is not text in UTF-8:
 * a key in it would silently not be in force.
 */
export function readEnvFile(path: string): EnvFile {
  // Of a link, itself: one that leads nowhere is a fault, and not a file that is not there.
  if (!lstatSync(path, { throwIfNoEntry: false })) return { variables: [], strangeLines: [] };
  const stats = statSync(path);
  // To open a pipe would wait for its writer.
  if (!stats.isFile()) throw new Error(words.notAFile);
  if (stats.size > MAX_BYTES) throw new Error(words.tooLong(MAX_BYTES));
  return parseEnvFile(decode(readFileSync(path)));
}

/** A byte order mark, as Windows' editors write it, is left out. */
function decode(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // UTF-16 without a mark is lawful UTF-8, full of zeros.
    if (!text.includes("\0")) return text;
  } catch {
    // Not UTF-8: told below.
  }
  throw new Error(words.notUtf8);
}
