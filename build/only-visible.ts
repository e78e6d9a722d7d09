import { readFile } from "node:fs/promises";
import { parse } from "acorn";
import { simple } from "acorn-walk";
import { type Plugin, transform } from "esbuild";

/** A range of a text, from one offset to another. */
type Range = readonly [start: number, end: number];

/**
 * Of clauses that can't be seen of any server, the program needs to know what they promise, and why it skips them: how
 * to check them is left out, with all that only that makes use of.
 */
export const onlyVisible: Plugin = {
  name: "only-visible",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]conformance[\\/]clauses[\\/].*\.ts$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "ts" });
      const ranges = hiddenChecks(code, /lifecycle\.ts$/.test(path));
      const contents = ranges.reduceRight(
        (text, [start, end]) => text.slice(0, start) + text.slice(end),
        code,
      );
      return { contents, loader: "js" };
    });
  },
};

/** Where the checks of such clauses are, each with the comma before it: they are never the first of their members. */
function hiddenChecks(code: string, isOfStart: boolean): Range[] {
  const ranges: Range[] = [];
  simple(parse(code, { ecmaVersion: 2024, sourceType: "module" }), {
    ObjectExpression({ properties }) {
      const members = properties.filter((member) => member.type === "Property");
      const names = members.map(({ key }) => (key.type === "Identifier" ? key.name : ""));
      const has = (name: string) => names.includes(name);
      const isHidden = isOfStart || has("needs") || (has("env") && !has("isOfKeys"));
      const at = names.indexOf("check");
      const [before, check] = [members[at - 1], members[at]];
      if (has("promise") && isHidden && before && check) ranges.push([before.end, check.end]);
    },
  });
  return ranges;
}
