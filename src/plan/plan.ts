import { appliesTo, type Options, projectOptionNames } from "../options/table.ts";
import { version } from "../version.ts";
import { compose, type Part, wholeOf } from "./compose.ts";
import type { Content, Layers } from "./layers.ts";
import { inLanguage, projectPath } from "./paths.ts";
import { render } from "./render.ts";
import { select } from "./select.ts";
import { viewOf } from "./view.ts";

/** A project in memory. */
export interface Plan<Kind extends Content = string> {
  /** The content of each file by its path in the project, `/` between segments, in the order of the paths. */
  readonly files: ReadonlyMap<string, string | Kind>;
}

const ANSWERS_FILE = ".llmbrick.json";

/** Makes the project that the options describe. The same options give the same bytes. */
export function plan<Kind extends Content>(options: Options, layers: Layers<Kind>): Plan<Kind> {
  const view = viewOf(options);
  const parts = new Map<string, Part<Kind>[]>();
  for (const layer of select(Object.keys(layers), options)) {
    const files = layers[layer] ?? {};
    for (const source of inLanguage(Object.keys(files), options.lang)) {
      const content = files[source] as Kind;
      const filled = source.endsWith(".hbs") ? render(JSON.parse(content.toString()), view) : content;
      const path = wholeOf(projectPath(source));
      parts.set(path, [...(parts.get(path) ?? []), { layer, source, content: filled }]);
    }
  }
  const files: [string, string | Kind][] = [
    [ANSWERS_FILE, answersOf(options)],
    ...[...parts].map(([path, own]): [string, string | Kind] => [path, compose(path, own, options)]),
  ];
  return { files: new Map(files.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** The answers that give this project again, whatever the folder, the machine and the day. */
function answersOf(options: Options): string {
  const names = projectOptionNames.filter((name) => appliesTo(name, options.framework));
  const answers = Object.fromEntries(names.map((name) => [name, options[name]]));
  return `${JSON.stringify({ generatorVersion: version, ...answers }, null, 2)}\n`;
}
