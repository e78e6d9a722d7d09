import { appliesTo, type Options, projectOptionNames } from "../options/table.ts";
import { version } from "../version.ts";
import { type Content, editionOf, type Layers, layersOf, replacements } from "./layers.ts";
import { mergeJson, mergePackageJson } from "./merge-json.ts";
import { render } from "./render.ts";
import { viewOf } from "./view.ts";

/** A project in memory. */
export interface Plan<Kind extends Content = string> {
  /** The content of each file by its path in the project, `/` between segments, in the order of the paths. */
  readonly files: ReadonlyMap<string, string | Kind>;
}

const ANSWERS_FILE = ".llmbrick.json";

/** The files to which each layer adds its part. */
const merged = ["package.json", "tsconfig.json"];

/** Makes the project that the options describe. The same options give the same bytes. */
export function plan<Kind extends Content>(options: Options, layers: Layers<Kind>): Plan<Kind> {
  const view = viewOf(options);
  const files = new Map<string, string | Kind>([[ANSWERS_FILE, answersOf(options)]]);
  const fragments: Record<string, string[]> = Object.fromEntries(merged.map((path) => [path, []]));
  for (const layer of layersOf(options)) {
    const edition = layers[editionOf(layer, options)] ?? layers[layer] ?? {};
    for (const [source, content] of Object.entries(edition)) {
      if (fragments[source]) {
        fragments[source].push(content.toString());
        continue;
      }
      const path = projectPath(source);
      if (files.has(path) && !replacements[layer]?.includes(path.replace(/\.js$/, ".ts"))) {
        throw new Error(`The layer ${layer} replaces ${path} without having declared it`);
      }
      files.set(path, source.endsWith(".hbs") ? render(JSON.parse(content.toString()), view) : content);
    }
  }
  for (const [path, texts] of Object.entries(fragments)) {
    if (texts.length === 0) continue;
    files.set(path, path === "package.json" ? mergePackageJson(options.name, texts) : mergeJson(texts));
  }
  return { files: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

const DOTTED = /(^|\/)_(?!_)(?=[^/]*$)/;
const LEADS_OUT = /(?:^|\/)\.{0,2}(?:\/|$)|[\\:]/;

/** `_gitignore` stands for `.gitignore`, which would hold for this repository too; `__init__.py` is itself. */
function projectPath(source: string): string {
  const path = source.replace(DOTTED, "$1.").replace(/\.hbs$/, "");
  if (LEADS_OUT.test(path)) throw new Error(`The planned path ${path} leaves the target`);
  return path;
}

/** The answers that give this project again, whatever the folder, the machine and the day. */
function answersOf(options: Options): string {
  const names = projectOptionNames.filter((name) => appliesTo(name, options.framework));
  const answers = Object.fromEntries(names.map((name) => [name, options[name]]));
  return `${JSON.stringify({ generatorVersion: version, ...answers }, null, 2)}\n`;
}
