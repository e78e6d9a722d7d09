import type { Content } from "./layers.ts";
import { latest, mergeJson, mergePackageJson } from "./merge-json.ts";

/** What one layer has for a path. */
export interface Part<Kind extends Content = string> {
  readonly layer: string;
  /** Its file's path in the layer. */
  readonly source: string;
  readonly content: string | Kind;
}

/** Makes the content of one path of what the layers have for it. */
type Rule = (parts: readonly Part[], project: { name: string }) => string;

/** Files that are made of sections: `README/40-deploy.md` of README.md, `pyproject.toml/10-project.toml` of others. */
const sectioned = [
  "README.md",
  "src/llmbrick/README.md",
  ".env.example",
  "pyproject.toml",
  "server.py",
  "Dockerfile",
  "compose.yaml",
  ".github/workflows/ci.yaml",
  "deploy/Caddyfile",
  "deploy/nginx.conf",
  "deploy/kubernetes/base/kustomization.yaml",
  "deploy/kubernetes/overlays/production/ingress.yaml",
  "deploy/kubernetes/overlays/production/route.yaml",
  "public/page/parts.js",
];

/** How layers join in a path. Any other path is one layer's alone. */
const rules: readonly [path: RegExp, rule: Rule][] = [
  [/^package\.json$/, (parts, { name }) => mergePackageJson(name, contentsOf(parts))],
  [/^tsconfig\.json$/, (parts) => mergeJson(contentsOf(parts))],
  [/^public\/openapi\.json$/, saidMoreExactly],
  [/^\.gitignore$/, unionOfLines],
  [/^src\/llmbrick\/routes\/added\.[tj]s$/, inOneList],
  [/^src\/llmbrick\/folders\.[tj]s$/, mostSpecific],
  [/^(src\/)?bricks\/(transport\.[tj]s|channel\.py)$/, mostSpecific],
];

/** The path that a file is a part of: its own, unless it is a section of another. */
export function wholeOf(path: string): string {
  const [, folder = ""] = /^(.+)\/\d\d-[^/]*$/.exec(path) ?? [];
  return sectioned.find((whole) => folder === whole || `${folder}.md` === whole) ?? path;
}

/** Makes the content of a path of what the layers have for it. */
export function compose<Kind extends Content>(
  path: string,
  parts: readonly Part<Kind>[],
  project: { name: string },
): string | Kind {
  const rule = sectioned.includes(path) ? inSections : rules.find(([pattern]) => pattern.test(path))?.[1];
  if (rule)
    return rule(
      parts.map((part) => ({ ...part, content: part.content.toString() })),
      project,
    );
  const [only, other] = parts;
  if (other) throw new Error(`Two layers have ${path}, the second is ${other.layer}`);
  return only?.content ?? "";
}

const contentsOf = (parts: readonly Part[]) => parts.map(({ content }) => content);

function unionOfLines(parts: readonly Part[]): string {
  const lines = contentsOf(parts).flatMap((text) => text.split("\n"));
  return [...new Set(lines.filter((line) => line !== "")), ""].join("\n");
}

/** A layer may say more exactly what the first one says; two that say it each in another way are an error. */
function saidMoreExactly(parts: readonly Part[]): string {
  const [base = "{}", ...others] = contentsOf(parts);
  return others.length === 0 ? base : mergeJson([base, mergeJson(others)], latest);
}

/** Where files lie is another thing in an application; with telemetry, bricks are called within a trace. */
function mostSpecific(parts: readonly Part[]): string {
  return parts.at(-1)?.content ?? "";
}

/** Modules that export one list each, as one: the first says what it is a list of. */
function inOneList(parts: readonly Part[]): string {
  const modules = contentsOf(parts).map((code) => code.split("\n"));
  const isImport = (line: string) => line.startsWith("import ");
  const items = modules
    .flat()
    .filter((line) => line.endsWith("];"))
    .map((line) => line.slice(line.lastIndexOf("[") + 1, -2))
    .filter((item) => item !== "");
  const [first = []] = modules;
  const lines = [...modules.flat().filter(isImport), ...first.filter((line) => !isImport(line))];
  return lines.join("\n").replace("= [];", `= [${items.join(", ")}];`);
}

/**
 * Sections in the order of their names, a blank line between two; those that share a number follow each other without
 * one, so that rows of a table can come from several layers.
 */
function inSections(parts: readonly Part[]): string {
  const sections = parts
    .map(({ source, content }) => ({ name: source.slice(source.lastIndexOf("/") + 1), content }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const numberOf = (index: number) => sections[index]?.name.slice(0, 2);
  return sections
    .map(({ content }, index) =>
      index > 0 && numberOf(index) !== numberOf(index - 1) ? `\n${content}` : content,
    )
    .join("");
}
