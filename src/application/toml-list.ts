/** A part of a list in TOML that means something: a string, a comma, or the bracket at its end. */
interface Token {
  readonly kind: "string" | "comma" | "end";
  readonly start: number;
  readonly end: number;
}

/** The tokens of a list from behind its opening bracket, its end included where there is one. Comments are passed over. */
export function tokensOf(text: string, start: number): Token[] {
  const tokens: Token[] = [];
  for (let at = start; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === "#") at = endOr(text.indexOf("\n", at), text);
    else if (character === '"' || character === "'") {
      const end = endOfString(text, at, character);
      tokens.push({ kind: "string", start: at, end });
      at = end - 1;
    } else if (character === ",") tokens.push({ kind: "comma", start: at, end: at + 1 });
    else if (character === "]") return [...tokens, { kind: "end", start: at, end: at + 1 }];
  }
  return tokens;
}

const endOr = (at: number, text: string): number => (at === -1 ? text.length : at);

/** Where a string ends, behind its quote. In double quotes, a backslash takes the next character along. */
function endOfString(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\" && quote === '"') at++;
    else if (text[at] === quote) return at + 1;
  }
  return text.length;
}

/** A list: the places behind its opening bracket and before its closing one, and its strings as they are written. */
export interface TomlList {
  readonly start: number;
  readonly end: number;
  readonly items: readonly string[];
  /** Behind the last string, unless a comma follows it; undefined in an empty list, too. */
  readonly needsComma: number | undefined;
}

/** What a pyproject.toml lists as needed by its project; undefined where it does not, or the list has no end. */
export function dependencyList(pyproject: string): TomlList | undefined {
  const lines = pyproject.split("\n");
  const first = lines.findIndex((line) => /^\[project\]\s*(?:#|$)/.test(line));
  const rest = lines.slice(first + 1);
  const length = rest.findIndex((line) => line.startsWith("["));
  const table = length === -1 ? rest : rest.slice(0, length);
  const row = table.findIndex((line) => /^dependencies[ \t]*=[ \t]*\[/.test(line));
  if (first === -1 || row === -1) return undefined;
  const before = lines.slice(0, first + 1 + row).join("\n").length + 1;
  const start = pyproject.indexOf("[", before) + 1;
  const tokens = tokensOf(pyproject, start);
  const end = tokens.at(-1);
  if (end?.kind !== "end") return undefined;
  const strings = tokens.filter(({ kind }) => kind === "string");
  const items = strings.map((token) => pyproject.slice(token.start + 1, token.end - 1));
  const last = tokens.at(-2);
  return { start, end: end.start, items, needsComma: last?.kind === "string" ? last.end : undefined };
}
