import { fileURLToPath } from "node:url";
import swc from "@swc/wasm-typescript";
import { parse } from "es-module-lexer";
import { execa } from "execa";
import { lowerDecorators } from "./lower-decorators.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Turns TypeScript into the JavaScript that one would write by hand: without types and without the comments
 * on them, without decorators, with relative imports of `.ts` files as `.js`, in this repository's format.
 * Syntax that is more than types (an enum, a parameter property) is an error that shows the place.
 */
export async function deriveJavaScript(source: string): Promise<string> {
  const code = await format(renameImports(removeTypes(source)));
  return code.includes("@") ? format(lowerDecorators(code)) : code;
}

/** The compiler leaves blanks where types were, so each line of its result stands beside its source. */
function removeTypes(source: string): string {
  const before = source.split("\n");
  const after = stripTypes(source).split("\n");
  const marked = after.map((line, index) => (line !== before[index] && isBlank(line) ? removed : line));
  return marked.join("\n").replace(removedWithComments, "").replace(namesOfTypes, "");
}

/** Stands for a line that held nothing but types. */
const removed = "\0";

/** Such a line, and the comments right above it: they were about a type. */
const removedWithComments = /(?:^[ \t]*(?:\/\/.*|\/\*(?:(?!\*\/)[\s\S])*\*\/)[ \t]*\n)*^\0(?:\n|$)/gm;

/** What is left of `import a, { type B } from "c"`. */
const namesOfTypes = /(?<=^import \w+), \{ *\}(?= from)/gm;

/** Nothing, or a comment that stood behind a type. */
function isBlank(line: string): boolean {
  return /^\s*(?:\/\/.*|\/\*.*\*\/\s*)?$/.test(line);
}

function stripTypes(source: string): string {
  try {
    return swc.transformSync(source, { mode: "strip-only", module: true }).code;
  } catch (cause) {
    const { message, snippet, startLine } = cause as { message: string; snippet: string; startLine: number };
    throw new Error(`Line ${startLine}: ${message}\n${snippet}`, { cause });
  }
}

/** Gives relative imports, exports and dynamic imports the extension that the files will have; comments too. */
function renameImports(code: string): string {
  const [imports] = parse(code);
  let result = "";
  let done = 0;
  for (const { specifier, start, end } of imports) {
    if (!specifier || !/^\.{1,2}\/.*\.ts$/.test(specifier)) continue;
    result += code.slice(done, start) + code.slice(start, end).replace(/\.ts(?=["'`]?$)/, ".js");
    done = end;
  }
  result += code.slice(done);
  return result.replace(/^\s*(?:\/\/|\/?\*).*$/gm, (comment) => comment.replace(/(?<=\w)\.ts\b/g, ".js"));
}

let waiting: { code: string; resolve: (formatted: string) => void; reject: (error: unknown) => void }[] = [];

/** Formats code. All that is asked for in one turn goes to the formatter together, as its start takes longest. */
function format(code: string): Promise<string> {
  if (waiting.length === 0) setImmediate(formatWaiting);
  return new Promise((resolve, reject) => waiting.push({ code, resolve, reject }));
}

const border = "// ---- the next file ----\n";

async function formatWaiting(): Promise<void> {
  const batch = waiting;
  waiting = [];
  try {
    const input = batch.map(({ code }) => code).join(`\n${border}`);
    const options = { cwd: root, input, preferLocal: true, stripFinalNewline: false };
    const { stdout } = await execa(options)`biome format --stdin-file-path=derived.js`;
    const files = stdout.split(border);
    for (const [index, { resolve }] of batch.entries()) {
      const text = files[index]?.trim() ?? "";
      resolve(text && `${text}\n`);
    }
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
