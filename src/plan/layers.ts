import type { Options } from "../options/table.ts";

/** A file's text, or its bytes in UTF-8: what is only to be written need not be decoded. */
export type Content = string | Buffer;

/**
 * The templates: for each layer the content of its files, by their path in the layer. A path that ends in `.hbs`
 * has a `Template` as JSON.
 */
export type Layers<Kind extends Content = string> = Readonly<Record<string, Readonly<Record<string, Kind>>>>;

const COMMON_LAYERS = ["runtime", "base", "page"];
const PYTHON_LAYERS = ["page", "llmbrick"];
const LANGUAGE_LAYERS: Record<Options["language"], string[]> = { ts: ["typescript"], js: ["javascript"] };
const FRAMEWORK_LAYERS: Record<Exclude<Options["framework"], "llmbrick">, string[]> = {
  node: ["node"],
  express: ["express"],
  fastify: ["fastify"],
  hono: ["hono"],
  koa: ["koa"],
  nest: ["nest"],
};
/** The layer for pnpm is about esbuild, which only a TypeScript project has. */
const PACKAGE_MANAGER_LAYERS: Record<Options["packageManager"], Record<Options["language"], string[]>> = {
  npm: { ts: [], js: [] },
  pnpm: { ts: ["pnpm"], js: [] },
  yarn: { ts: ["yarn"], js: ["yarn"] },
  bun: { ts: [], js: [] },
};
const LANG_LAYERS: Record<Options["lang"], string[]> = { en: [], "zh-TW": ["zh-TW"] };
const PYTHON_LANG_LAYERS: typeof LANG_LAYERS = { en: [], "zh-TW": ["llmbrick-zh-TW"] };

/** The layers of a project, in the order in which they are laid over each other. */
export function layersOf({ language, framework, packageManager, lang }: Options): string[] {
  if (framework === "llmbrick") return [...PYTHON_LAYERS, ...PYTHON_LANG_LAYERS[lang]];
  return [
    ...COMMON_LAYERS,
    ...LANGUAGE_LAYERS[language],
    ...FRAMEWORK_LAYERS[framework],
    ...PACKAGE_MANAGER_LAYERS[packageManager][language],
    ...LANG_LAYERS[lang],
  ];
}

/** The names under which the templates may have them: as they are, or in an edition for a language. */
export function editionsOf(options: Options): string[] {
  return layersOf(options).flatMap((layer) => [layer, editionOf(layer, options)]);
}

export const editionOf = (layer: string, { language }: Pick<Options, "language">): string =>
  `${layer}.${language}`;

/**
 * The files that a layer may put in the place of an earlier layer's, by their path in the project. What holds
 * for a TypeScript file holds for the JavaScript that is derived from it.
 */
export const replacements: Readonly<Record<string, readonly string[]>> = {
  express: ["src/index.ts"],
  fastify: ["src/index.ts"],
  hono: ["src/index.ts"],
  koa: ["src/index.ts"],
  nest: ["src/index.ts"],
  "llmbrick-zh-TW": [".env.example", "README.md", "handler.py", "server.py"],
  "zh-TW": [".env.example", "README.md", "src/config.ts", "src/handler.ts"],
};
