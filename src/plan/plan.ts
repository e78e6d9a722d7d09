import { inApplication, isOfProjects, renamed } from "../application/layout.ts";
import type { Sha256 } from "../hash.ts";
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

/** Where a project keeps its answers. */
export const ANSWERS_FILE = ".llmbrick.json";

/** Makes the project that the options describe. The same options give the same bytes. */
export function plan<Kind extends Content>(
  options: Options,
  layers: Layers<Kind>,
  sha256: Sha256,
): Plan<Kind> {
  const { application } = options;
  const view = viewOf(options);
  const parts = new Map<string, Part<Kind>[]>();
  for (const layer of select(Object.keys(layers), options)) {
    const files = layers[layer] ?? {};
    for (const source of inLanguage(Object.keys(files), options.lang)) {
      if (application && isOfProjects(layer, source, options)) continue;
      const written = files[source] as Kind;
      const content = application ? renamed(written, layer, application) : written;
      const filled = source.endsWith(".hbs") ? render(JSON.parse(content.toString()), view) : content;
      const path = wholeOf(projectPath(source));
      parts.set(path, [...(parts.get(path) ?? []), { layer, source, content: filled }]);
    }
  }
  const composed = [...parts].map(([path, own]) => [path, compose(path, own, options)] as const);
  const files = sorted(application ? inApplication(composed, application) : composed);
  const hashes = files.map(([path, content]) => [path, hashOf(content, sha256)] as const);
  return { files: new Map(sorted([...files, [ANSWERS_FILE, answersOf(options, hashes)]])) };
}

const sorted = <Entry extends readonly [string, unknown]>(entries: readonly Entry[]): Entry[] =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : 1));

/** In hexadecimal digits: 128 bits tell whether a file was edited, and are read at a glance. */
const HASH_LENGTH = 32;

/** A file of a plan as a project notes it. */
export const hashOf = (content: Content, sha256: Sha256): string =>
  `sha256:${sha256(content).slice(0, HASH_LENGTH)}`;

/**
 * The answers that give this project again, whatever the folder, the machine and the day, and each file's hash, by
 * which one that is as it was made can be told from one that was edited.
 */
function answersOf(options: Options, hashes: readonly (readonly [string, string])[]): string {
  const names = projectOptionNames.filter((name) => appliesTo(name, options.framework));
  const answers = Object.fromEntries(names.map((name) => [name, options[name]]));
  const { application } = options;
  const document = {
    generatorVersion: version,
    ...answers,
    ...(application && { application }),
    files: Object.fromEntries(hashes),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
