import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Check } from "./format.ts";

/** The project's folder, and that of the lessons. */
export const root = fileURLToPath(new URL("../..", import.meta.url));
export const folder = join(root, "lessons");

/** The language of this project's code, as files end in it: this very file's. */
export const extension = extname(import.meta.url);

/** The file that the reader edits. */
export const handlerPath = join(root, "src", `handler${extension}`);

/** A path as the reader sees it. */
export const shown = (path: string): string => relative(root, path);

export interface Lesson {
  /** The folder's name: "01-hello". */
  name: string;
  title: string;
  /** In Markdown. */
  text: string;
  hints: string[];
  /** The words of each check, by its name. */
  told: Record<string, { title: string; help: string }>;
  checks: Check[];
  /** What the reader begins with, and what passes. */
  start: string;
  solution: string;
}

export const names: readonly string[] = readdirSync(folder)
  .filter((name) => /^\d\d-/.test(name))
  .sort();

export function readLesson(name: string): Lesson {
  const read = (file: string) => readFileSync(join(folder, name, file), "utf8");
  const { title, hints, checks } = JSON.parse(read("words.json"));
  return {
    name,
    title,
    hints,
    text: read("lesson.md"),
    told: checks,
    checks: JSON.parse(read("checks.json")),
    start: read(`start${extension}`),
    solution: read(`solution${extension}`),
  };
}
