import { matches } from "./matches.ts";
import type { Unit } from "./merge3.ts";

interface Token {
  readonly key: string;
  /** With the blanks before it. */
  readonly start: number;
  readonly end: number;
}

/** In these, what stands at the start of a line means something. */
const INDENTED = /\.(?:py|ya?ml|md)$/;

/**
 * The tokens of a program's text, told apart by what no formatter changes: blanks, the kind of quotes, and the
 * `;` and `,` at the end of something are none of it.
 */
function tokensOf(text: string, path: string): Token[] {
  const tokens: Token[] = [];
  const isIndented = INDENTED.test(path);
  let depth = 0;
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}_$]+|[^\s]/gu)) {
    const last = tokens.at(-1);
    const end = index + word.length;
    if (last && isLoose(word, text, end)) {
      tokens[tokens.length - 1] = { ...last, end };
      continue;
    }
    const start = last?.end ?? 0;
    const blanks = text.slice(start, index);
    const isFirst = isIndented && depth === 0 && (blanks.includes("\n") || start === 0);
    const indent = isFirst ? `${blanks.slice(blanks.lastIndexOf("\n") + 1)}|` : "";
    if ("([{".includes(word)) depth++;
    if (")]}".includes(word)) depth = Math.max(0, depth - 1);
    tokens.push({ key: indent + (word === "'" ? '"' : word), start, end });
  }
  return tokens;
}

function isLoose(word: string, text: string, end: number): boolean {
  if (word === ";") return true;
  return word === "," && /^\s*[)\]}]/.test(text.slice(end, end + 200));
}

/** What stands behind the last token. It is the same in all texts. */
const rest = (text: string): Unit => ({ key: "\n", text: text.slice(text.trimEnd().length) });

/** The lines of a text that hold something, each with the line end and the blank lines before it. */
export function linesWithTokens(text: string, path: string): Unit[] {
  return [...groups(tokensOf(text, path), text), rest(text)];
}

/** Tokens as units, one for each line that they stand on. */
function groups(tokens: readonly Token[], text: string): Unit[] {
  const units: Unit[] = [];
  let group: Token[] = [];
  const close = () => {
    const [first] = group;
    if (first) units.push({ key: keyOf(group), text: text.slice(first.start, group.at(-1)?.end) });
    group = [];
  };
  for (const token of tokens) {
    if (group.length > 0 && /^[^\S\n]*\n/.test(text.slice(token.start, token.end))) close();
    group.push(token);
  }
  close();
  return units;
}

const keyOf = (tokens: readonly Token[]): string => tokens.map(({ key }) => key).join(" ");

/** Insertions and deletions, beyond which a text was not formatted but rewritten. */
const MOST_EDITS = 5000;

/**
 * A text that another formatter has laid out, cut where the lines of the text end that it comes from. A line of that
 * counts as unchanged when all its tokens are there, one behind the other, whatever lines they are on now.
 * @returns undefined where the text was rewritten
 */
export function reline(base: string, yours: string, path: string): Unit[] | undefined {
  const [from, to] = [tokensOf(base, path), tokensOf(yours, path)];
  const keys = (tokens: readonly Token[]) => tokens.map(({ key }) => key);
  const { places, isWhole } = matches(keys(from), keys(to), MOST_EDITS);
  if (!isWhole) return undefined;

  const units: Unit[] = [];
  let done = 0;
  let index = 0;
  for (const line of groupSizes(from, base)) {
    const found = places.slice(index, index + line);
    index += line;
    const [start] = found;
    if (start === undefined || found.some((place, offset) => place !== start + offset)) continue;
    units.push(...groups(to.slice(done, start), yours));
    done = start + line;
    const own = to.slice(start, done);
    units.push({
      key: keyOf(from.slice(index - line, index)),
      text: yours.slice(own[0]?.start, own.at(-1)?.end),
    });
  }
  return [...units, ...groups(to.slice(done), yours), rest(yours)];
}

/** How many tokens each line has that has some. */
function groupSizes(tokens: readonly Token[], text: string): number[] {
  const sizes: number[] = [];
  for (const [index, { start, end }] of tokens.entries()) {
    if (index === 0 || /^[^\S\n]*\n/.test(text.slice(start, end))) sizes.push(1);
    else sizes[sizes.length - 1] = (sizes.at(-1) ?? 0) + 1;
  }
  return sizes;
}
