import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { existsFor } from "../src/features/rules.ts";
import type { Layers } from "../src/plan/layers.ts";

/** The folder of the lessons: one folder a lesson. `docs/lessons/authors.md` says what is in it. */
export const lessonsDir = fileURLToPath(new URL("../templates/lessons", import.meta.url));

/** What differs between the projects of the platforms, in the words of the lessons. */
const platforms = {
  node: {
    framework: "node",
    code: "ts",
    block: "js",
    handler: "src/handler.ts",
    model: "src/toy-model.ts",
    lesson: "{{run}} lesson",
  },
  python: {
    framework: "llmbrick",
    code: "py",
    block: "py",
    handler: "handler.py",
    model: "toy_model.py",
    lesson: "python lesson.py",
  },
} as const;

/** A platform of lessons. */
export type LessonPlatform = keyof typeof platforms;

/** Where a lesson lies. */
export interface LessonPlace {
  /** "01-hello". */
  name: string;
  /** The path of its folder. */
  path: string;
  /** The feature that a project must have beside the lessons: that of the folder around it, such as `+resume`. */
  needs?: string;
}

/** The lessons, in their order. */
export async function lessonPlaces(folder = lessonsDir): Promise<LessonPlace[]> {
  const paths = (await readdir(folder, { recursive: true })).map((path) => path.replaceAll("\\", "/"));
  return paths
    .flatMap((path) => {
      const [, needs, name] = /^(?:\+([\w-]+)\/)?(\d\d-[\w-]+)$/.exec(path) ?? [];
      return name === undefined ? [] : [{ name, path: join(folder, path), ...(needs && { needs }) }];
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The platforms whose projects can have a lesson. */
export const platformsOf = ({ needs }: Pick<LessonPlace, "needs">): LessonPlatform[] =>
  (Object.keys(platforms) as LessonPlatform[]).filter(
    (platform) => needs === undefined || existsFor(needs, platforms[platform].framework),
  );

/** The language of a platform's handlers, as their files end in it. */
export const codeOf = (platform: LessonPlatform) => platforms[platform].code;

/** The layers of the lessons, for the feature that has them. Wrong solutions stay here. */
export async function lessonLayers(): Promise<Layers> {
  const layers: Record<string, Record<string, string>> = {};
  for (const place of await lessonPlaces()) {
    const { name, needs } = place;
    const read = (file: string) => readFile(join(place.path, file), "utf8");
    const put = (conditions: readonly (string | undefined)[], file: string, text: string) => {
      const held = conditions.filter(Boolean).map((condition) => `+${condition}`);
      const layer = ["features/workshop", held.join("")].filter(Boolean).join("/");
      layers[layer] = { ...layers[layer], [`lessons/${name}/${file}`]: text };
    };
    put([needs], "checks.json", await read("checks.json"));
    for (const platform of platformsOf(place)) {
      const layer = [platform, needs];
      for (const [lang, twin] of [
        ["en", ""],
        ["zh-TW", ".zh-TW"],
      ]) {
        put(layer, `lesson${twin}.md.hbs`, textFor(await read(`lesson.${lang}.md`), platform));
        put(layer, `words${twin}.json`, wordsFor(await read(`words.${lang}.json`), platform));
      }
      const { code } = platforms[platform];
      for (const state of ["start", "solution"])
        put(layer, `${state}.${code}`, await read(`${state}.${code}`));
    }
  }
  return layers;
}

/** A lesson's text as a platform's projects have it: the code of the others is left out, `{handler}` is filled in. */
export function textFor(text: string, platform: LessonPlatform): string {
  const { block, handler, model, lesson } = platforms[platform];
  const others = Object.values(platforms).filter((other) => other.block !== block);
  return others
    .reduce(
      (rest, other) => rest.replace(new RegExp(`^\`\`\`${other.block}\\n[^]*?^\`\`\`\\n\\n?`, "gm"), ""),
      text,
    )
    .replaceAll("{handler}", handler)
    .replaceAll("{model}", model)
    .replaceAll("{lesson}", lesson);
}

/** A lesson's words as a platform's projects have them: a hint may be another for each. */
export function wordsFor(text: string, platform: LessonPlatform): string {
  const words = JSON.parse(text);
  const hints = words.hints.map((hint: string | Record<string, string>) =>
    typeof hint === "string" ? hint : hint[platform],
  );
  return `${JSON.stringify({ ...words, hints }, null, 2)}\n`;
}
