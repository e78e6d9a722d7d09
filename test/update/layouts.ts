import fc from "fast-check";

/** What a formatter makes of a program's text, and no one else would notice. */
type Layout = (text: string) => string;

const CODE = /\.[jt]s$/;

/** Whether a line is plain code on all of it: no comment, no text with marks in it, nothing over several lines. */
const isPlain = (line: string) => !/\/\/|\/\*|\*\/|^\s*\*|`|\\|#|"""|\/[^/ ]+\//.test(line);

const eachLine =
  (change: (line: string) => string): Layout =>
  (text) => {
    let isInText = false;
    return text
      .split("\n")
      .map((line) => {
        // A text over several lines is what it is.
        const marks = line.match(/`|"""|'''/g)?.length ?? 0;
        const wasInText = isInText;
        if (marks % 2 === 1) isInText = !isInText;
        return wasInText || isInText ? line : change(line);
      })
      .join("\n");
  };

const indented = (unit: string) =>
  eachLine((line) => line.replace(/^(?: {2})+/, (blanks) => unit.repeat(blanks.length / 2)));

const singleQuotes = eachLine((line) =>
  isPlain(line) && !line.includes("'") ? line.replace(/"([^"]*)"/g, "'$1'") : line,
);

const noSemicolons = eachLine((line) => (isPlain(line) ? line.replace(/;$/, "") : line));

/** `f(a, b);` over several lines. */
const brokenCalls = eachLine((line) => {
  const [, start = "", inner = "", end = ""] = /^(\s*[^()"'{}[\]]+\()([^()"'{}[\]]+)(\).*)$/.exec(line) ?? [];
  if (!isPlain(line) || !inner.includes(", ") || /\b(?:for|if|while)\b/.test(start)) return line;
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  return `${start}\n${inner
    .split(", ")
    .map((item) => `${indent}    ${item},`)
    .join("\n")}\n${indent}${end}`;
});

/** `import { a, b } from "c";` over several lines. */
const brokenImports = eachLine((line) =>
  line.replace(
    /^((?:import|export)(?: type)? )\{ (.*) \}( from .*)$/,
    (_, start, names: string, end) => `${start}{\n    ${names.split(", ").join(",\n    ")},\n}${end}`,
  ),
);

const noBlankLines: Layout = (text) => text.replace(/\n\n+(?=[^\n])/g, "\n");

const wideTables = eachLine((line) => (line.startsWith("|") ? line.replaceAll(" | ", "   |   ") : line));

/** Ways to lay out a file; none for what nobody has a formatter for. */
function layoutsFor(path: string): readonly Layout[] {
  if (path.endsWith(".md")) return [wideTables];
  if (path.endsWith(".py")) return [singleQuotes, brokenCalls];
  if (CODE.test(path))
    return [
      indented("    "),
      indented("\t"),
      singleQuotes,
      noSemicolons,
      brokenCalls,
      brokenImports,
      noBlankLines,
    ];
  if (/\.(?:css|html|json)$/.test(path)) return [indented("    "), indented("\t")];
  return [];
}

/** Some formatter: a text of that path, laid out otherwise. */
export const layout: fc.Arbitrary<(path: string, text: string) => string> = fc
  .array(fc.nat(), { minLength: 1, maxLength: 5 })
  .map((choices) => (path, text) => {
    const layouts = layoutsFor(path);
    return choices.reduce((own, choice) => layouts[choice % layouts.length]?.(own) ?? own, text);
  });

/** What no formatter changes of a text. */
export const essence = (text: string): string =>
  text
    .replace(/[\s;]/g, "")
    .replace(/'/g, '"')
    .replace(/,(?=[)\]}])/g, "");
