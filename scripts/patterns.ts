/**
 * Finds regular expressions that can take more than linear time for their text: `npm run check` refuses them in
 * the program and in the templates, where texts come from others. Python's patterns are read as if they were ours.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parse } from "acorn";
import { full } from "acorn-walk";
import { transform } from "esbuild";
import { checkSync } from "recheck";

export interface Pattern {
  /** Where it stands. */
  file: string;
  source: string;
  flags: string;
}

/** The patterns in a file of JavaScript or TypeScript. One that is put together at run time can't be judged. */
export async function patternsIn(file: string, text: string): Promise<Pattern[]> {
  const tsconfigRaw = { compilerOptions: { experimentalDecorators: true } };
  const { code } = await transform(text, { loader: "ts", tsconfigRaw });
  const found: Pattern[] = [];
  full(parse(code, { ecmaVersion: "latest", sourceType: "module" }), (node) => {
    const { regex } = node as { regex?: { pattern: string; flags: string } };
    if (node.type === "Literal" && regex) found.push({ file, source: regex.pattern, flags: regex.flags });
  });
  return found;
}

const pythonCall = /\bre\.(?:compile|match|fullmatch|search|sub|split|findall|finditer)\(\s*/g;
const pythonRaw = /\brb?(["'])((?:(?!\1).)*)\1/g;
const pythonText = /^b?(["'])((?:(?!\1).)*)\1/;

/** The patterns in a file of Python: all raw strings, and what is given to `re` as a text. */
export function pythonPatternsIn(file: string, text: string): Pattern[] {
  const given = Array.from(text.matchAll(pythonCall), ({ index, 0: call }) =>
    text.slice(index + call.length),
  );
  const texts = given.flatMap((rest) => pythonText.exec(rest)?.[2] ?? []);
  const raw = Array.from(text.matchAll(pythonRaw), ([, , source]) => source as string);
  // Most are to match a whole text, and whether case counts does not change the time.
  return [...raw, ...texts].map((source) => ({ file, source: `^(?:${source})$`, flags: "i" }));
}

/** Says what is wrong with a pattern; `undefined` where it takes linear time. */
export function faultOf({ file, source, flags }: Pattern): string | undefined {
  const result = checkSync(source, flags, { timeout: 30_000 });
  if (result.status === "safe") return undefined;
  // What is found by trying texts at random holds for recheck's own engine, which counts a step where ours takes none.
  const isGuess = result.status === "vulnerable" && result.checker === "fuzz";
  if (isGuess && millisecondsFor(new RegExp(source, flags), result.attack.string) < LONG) return undefined;
  const why =
    result.status === "vulnerable"
      ? `${result.complexity.summary}, as for ${result.attack.pattern}`
      : `no result: ${result.error.kind}`;
  return `${file}: /${source}/${flags}\n  ${why}`;
}

/** Milliseconds. The texts that are tried are so long that a pattern which goes back takes seconds. */
const LONG = 100;

function millisecondsFor(pattern: RegExp, text: string): number {
  const start = performance.now();
  pattern.exec(text);
  return performance.now() - start;
}

/** All patterns of the program and of the templates. */
export async function allPatterns(): Promise<Pattern[]> {
  const files = execFileSync("git", ["ls-files", "src", "templates"], { encoding: "utf8" })
    .trim()
    .split("\n");
  const read = async (file: string) => {
    if (/\.py(\.hbs)?$/.test(file)) return pythonPatternsIn(file, readFileSync(file, "utf8"));
    return /\.(ts|js|mjs)$/.test(file) ? patternsIn(file, readFileSync(file, "utf8")) : [];
  };
  return (await Promise.all(files.map(read))).flat();
}

if (import.meta.filename === process.argv[1]) {
  const faults = (await allPatterns()).map(faultOf).filter((fault) => fault !== undefined);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) {
    console.error(
      "\nThese patterns can take more than linear time: write them so that each character has one reader.",
    );
    process.exitCode = 1;
  }
}
