import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Failure, Result } from "./format.ts";
import { folder, type Lesson, names } from "./project.ts";
import { say, words } from "./words.ts";

const titleOf = ({ name, title }: Lesson): string =>
  say("lesson", names.indexOf(name) + 1, names.length, title);

/** The lesson's own text, without what a terminal has no use for: its title's line, fences and bold type. */
export function lessonText(lesson: Lesson): string {
  const text = lesson.text.replace(/^# .*\n/, "").replace(/^```.*\n|\*\*/gm, "");
  return `${titleOf(lesson)}\n\n${text.trim()}`;
}

/** One line a check, and what is to be said of the one that failed. */
export function resultText(lesson: Lesson, results: readonly Result[]): string {
  const lines = results.flatMap((result) => [
    `[${words[result.state]}] ${lesson.told[result.name]?.title}`,
    ...toldOf(lesson, result).map((line) => line.replace(/^/gm, "    ")),
  ]);
  return lines.join("\n");
}

/** What is to be said of a check that failed. Where the server has not even started, its help is of no use. */
function toldOf({ told }: Lesson, { name, failure }: Result): string[] {
  if (!failure) return [];
  return [...failureLines(failure), ...(failure.where === "start" ? [] : [told[name]?.help ?? ""])];
}

/** What was seen, what was expected, and where. */
function failureLines({ where, frame, part, expected, late, seen }: Failure): string[] {
  const place = say(where, where === "end" ? (frame ?? 0) : frame);
  const lines = [say("where", part ? `${place} (${part})` : place)];
  if (expected !== undefined) lines.push(say("expected", shown(expected)));
  if (late !== undefined) lines.push(say("seen", say("late", late)));
  else if (where === "start") lines.push(String(seen || words.notStarted));
  else if (where !== "end") lines.push(say("seen", shown(seen)));
  return lines;
}

/** A value, or a pattern for one, as a reader takes it; the beginning of a long one. */
function shown(value: unknown): string {
  if (value === undefined) return words.nothing as string;
  const [[key, text] = []] = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (key === "$has" || key === "$lacks") return say(key.slice(1), JSON.stringify(text));
  if (key === "$some") return words.some as string;
  if (key === "$absent") return words.nothing as string;
  const json = JSON.stringify(value);
  return json.length > LONGEST ? `${json.slice(0, LONGEST)} …` : json;
}

const LONGEST = 300;

/** Lets the test page show the lesson, which reads it at `/page/lesson.json`. */
export function tellPage(lesson: Lesson, results: readonly Result[]): void {
  const { text, hints } = lesson;
  const checks = results.map((result) => ({
    state: result.state,
    title: lesson.told[result.name]?.title,
    told: toldOf(lesson, result),
  }));
  const { passed, failed, waiting, pageHint } = words;
  const said = { lesson: titleOf(lesson), passed, failed, waiting, pageHint };
  const now = { number: names.indexOf(lesson.name) + 1, text, hints, checks, words: said };
  writeFileSync(join(folder, "now.json"), JSON.stringify(now));
}
