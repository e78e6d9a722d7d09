import { mergeJson, mergePackageJson } from "./merge-json.ts";

/** Makes the content of one path of what the layers have for it. */
type Rule = (parts: readonly string[], project: { name: string }) => string;

/** How layers join in a path. Any other path is one layer's alone. */
const rules: readonly [path: RegExp, rule: Rule][] = [
  [/^package\.json$/, (parts, { name }) => mergePackageJson(name, parts)],
  [/^tsconfig\.json$/, mergeJson],
  [/^\.gitignore$/, unionOfLines],
];

/** The rule for a path, if layers may share it. */
export const ruleFor = (path: string): Rule | undefined => rules.find(([pattern]) => pattern.test(path))?.[1];

function unionOfLines(parts: readonly string[]): string {
  const lines = parts.flatMap((part) => part.split("\n")).filter((line) => line !== "");
  return [...new Set(lines), ""].join("\n");
}
