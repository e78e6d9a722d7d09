import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, type LessonPlatform, lessonPlaces, lessonsDir, platformsOf } from "../../build/lessons.ts";
import type { Check } from "../../templates/features/workshop/+node/lessons/run/format.ts";

/** The words of a lesson in one language. */
export interface Words {
  title: string;
  hints: (string | Record<string, string>)[];
  checks: Record<string, { title: string; help: string }>;
}

/** A lesson as it lies in its folder. */
export interface Lesson {
  name: string;
  /** Those whose projects can have it. */
  platforms: readonly LessonPlatform[];
  /** The text of each file, by its path in the folder. */
  files: Readonly<Record<string, string>>;
}

/** Reads all lessons, or those of these names. */
export async function readLessons(names?: readonly string[], folder = lessonsDir): Promise<Lesson[]> {
  const places = await lessonPlaces(folder);
  const unknown = names?.find((name) => !places.some((place) => place.name === name));
  if (unknown !== undefined) throw new Error(`There is no lesson ${unknown}`);
  const wanted = names?.length ? places.filter(({ name }) => names.includes(name)) : places;
  return Promise.all(
    wanted.map(async (place) => {
      const { name, path: root } = place;
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      const paths = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
      const read = async (path: string) =>
        [path.replaceAll("\\", "/"), await readFile(join(root, path), "utf8")] as const;
      const files = Object.fromEntries(await Promise.all(paths.map(read)));
      return { name, platforms: platformsOf(place), files };
    }),
  );
}

export const checksOf = ({ files }: Lesson): Check[] => JSON.parse(files["checks.json"] ?? "[]");

/** The states of a lesson's handler in a language, "start", "solution" and "wrong/…", and their code. */
export const statesOf = ({ files }: Lesson, language: "ts" | "py"): [state: string, code: string][] =>
  Object.entries(files)
    .filter(([path]) => path.endsWith(`.${language}`))
    .map(([path, code]) => [path.slice(0, -language.length - 1), code]);

const WRONG = 3;
const HINTS = 3;

/** What a lesson's folder lacks, in words for its author; what its handlers do is judged elsewhere. */
export function lacksOf(lesson: Lesson): string[] {
  const { files, platforms } = lesson;
  const names = checksOf(lesson).map(({ name }) => name);
  const faults: string[] = names.length === 0 ? ["checks.json has no checks"] : [];
  for (const lang of ["en", "zh-TW"]) {
    const text = files[`lesson.${lang}.md`];
    if (!text?.startsWith("# "))
      faults.push(`lesson.${lang}.md is missing, or has no title in its first line`);
    const words: Partial<Words> = JSON.parse(files[`words.${lang}.json`] ?? "{}");
    if (!words.title) faults.push(`words.${lang}.json has no title`);
    const hints = words.hints ?? [];
    if (hints.length !== HINTS)
      faults.push(`words.${lang}.json has ${hints.length} hints in place of ${HINTS}`);
    for (const [index, hint] of hints.entries()) {
      const texts = typeof hint === "string" ? [hint] : platforms.map((platform) => hint[platform]);
      if (!texts.every(Boolean))
        faults.push(`words.${lang}.json: hint ${index + 1} is not there for ${platforms.join(" and ")}`);
    }
    for (const name of names) {
      const { title, help } = words.checks?.[name] ?? {};
      if (!title || !help) faults.push(`words.${lang}.json lacks the title or the help of the check ${name}`);
    }
    for (const name of Object.keys(words.checks ?? {})) {
      if (!names.includes(name))
        faults.push(`words.${lang}.json speaks of a check ${name} that checks.json has not`);
    }
  }
  for (const language of platforms.map(codeOf)) {
    const states = statesOf(lesson, language).map(([state]) => state);
    for (const state of ["start", "solution"]) {
      if (!states.includes(state)) faults.push(`${state}.${language} is missing`);
    }
    const wrong = states.filter((state) => state.startsWith("wrong/"));
    if (wrong.length < WRONG)
      faults.push(`wrong/ has ${wrong.length} *.${language} in place of ${WRONG} or more`);
    for (const state of wrong) {
      if (!names.some((name) => state.startsWith(`wrong/${name}-`)))
        faults.push(`${state}.${language} begins with the name of no check that refuses it`);
    }
  }
  return faults;
}
