import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { Layers } from "../src/plan/layers.ts";
import { javaScriptEdition } from "./javascript-edition.ts";
import { lessonLayers } from "./lessons.ts";
import { withPageScripts } from "./page-scripts.ts";
import { parseTemplate } from "./parse-template.ts";
import { withSettings } from "./settings/partials.ts";

/** The folder of the templates: one folder a layer. */
export const templatesDir = fileURLToPath(new URL("../templates", import.meta.url));

/** What tools leave in a layer. */
const ignored = new Set(["node_modules", "__pycache__", ".pytest_cache", ".ruff_cache"]);

/** Folders of layers: each is one of several that a project can have. */
const groups = ["handlers", "features"];

/** A folder that is no layer: it has the sources of some. */
const LESSONS = "lessons";

/** Reads all layers as the program takes them. */
export const collectLayers = async (): Promise<Layers> => withParsedTemplates(await collectSources());

/** Turns templates into what `render` takes, as JSON. */
export function withParsedTemplates(layers: Layers): Layers {
  return mapValues(layers, (files) =>
    mapValues(files, (text, path) => (path.endsWith(".hbs") ? JSON.stringify(parseTemplate(text)) : text)),
  );
}

/**
 * Reads the sources of all layers: for each, the text of its files by their path, with `/` between segments.
 * A file that is not UTF-8 is an error, since every generated file is text.
 */
export async function collectSources(): Promise<Layers> {
  const names = (await Promise.all(["", ...groups].map(foldersIn))).flat();
  const layers = await Promise.all(
    names
      .filter((name) => !groups.includes(name) && name !== LESSONS)
      .map(async (name) =>
        splitByConditions(
          name,
          mapValues(await readLayer(name), (text, path) => withSettings(text, path, name)),
        ),
      ),
  );
  return addJavaScript(shareCore(await withPageScripts(joinAll([...layers, await lessonLayers()]))));
}

/** Layers from several sources: of one name, the files are together. */
function joinAll(sources: readonly Layers[]): Layers {
  const joined: Record<string, Readonly<Record<string, string>>> = {};
  for (const [name, files] of sources.flatMap((layers) => Object.entries(layers)))
    joined[name] = { ...joined[name], ...files };
  return joined;
}

const DESCRIPTION = "public/openapi.json";

/** What projects of every platform have of the core, which is one platform's: the description of the protocol. */
function shareCore(layers: Layers): Layers {
  const { [DESCRIPTION]: description, ...core } = layers.core ?? {};
  if (description === undefined) throw new Error(`templates/core lacks ${DESCRIPTION}`);
  return { ...layers, core, page: { ...layers.page, [DESCRIPTION]: description } };
}

/** For each layer with code or words for TypeScript, as `<layer>.js`, what a JavaScript project has in its place. */
async function addJavaScript(layers: Layers): Promise<Layers> {
  const editions = Object.entries(layers)
    .filter(([name]) => !name.includes("+ts"))
    .map(async ([name, files]) => [`${name}.js`, files, await javaScriptEdition(files)] as const);
  const other = (await Promise.all(editions)).filter(
    ([, files, edition]) => !isDeepStrictEqual(files, edition),
  );
  return { ...layers, ...Object.fromEntries(other.map(([name, , edition]) => [name, edition])) };
}

/** What lies in `+ts/` or `+pnpm+ts/` is a layer of its own, for projects of which that holds. */
function splitByConditions(folder: string, files: Record<string, string>): Layers {
  const layers: Record<string, Record<string, string>> = {};
  for (const [path, text] of Object.entries(files)) {
    const [, conditions, inside = path] = /^(\+[^/]+)\/(.*)$/s.exec(path) ?? [];
    const name = conditions === undefined ? folder : `${folder}/${conditions}`;
    layers[name] = { ...layers[name], [inside]: text };
  }
  return layers;
}

/** The folders in a folder of the templates, by their paths from there. */
async function foldersIn(parent: string): Promise<string[]> {
  const entries = await readdir(join(templatesDir, parent), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !ignored.has(entry.name))
    .map(({ name }) => (parent === "" ? name : `${parent}/${name}`));
}

async function readLayer(name: string): Promise<Record<string, string>> {
  const root = join(templatesDir, name);
  const files: Record<string, string> = {};
  for (const path of (await filesIn(root)).sort()) {
    files[relative(root, path).split(sep).join("/")] = decode(await readFile(path), path);
  }
  return files;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = entries
    .filter((entry) => !ignored.has(entry.name))
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesIn(path) : [path];
    });
  return (await Promise.all(nested)).flat();
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error(`${path} is not UTF-8 text`, { cause });
  }
}

/** The object with other values under the same names. */
export function mapValues<Value, Result>(
  object: Readonly<Record<string, Value>>,
  change: (value: Value, key: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}
