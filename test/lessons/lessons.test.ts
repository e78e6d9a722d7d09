import { expect, test } from "vitest";
import { faultsOf } from "../../scripts/lessons/judge.ts";
import { lacksOf, readLessons } from "../../scripts/lessons/lesson.ts";

const lessons = await readLessons();

test("there are ten lessons or more", () => {
  expect(lessons.length).toBeGreaterThanOrEqual(10);
});

test.each(lessons)("$name has its texts, hints, words, states and wrong solutions", (lesson) => {
  expect(lacksOf(lesson)).toEqual([]);
});

test.each(lessons)("$name has the same parts in both languages", ({ files }) => {
  const partsOf = (lang: string) => (files[`lesson.${lang}.md`] ?? "").match(/^(#+ |\d\. |```\w*)/gm);
  expect(partsOf("zh-TW")).toEqual(partsOf("en"));
});

test("a lesson whose parts are missing is told of each", () => {
  const [whole] = lessons;
  if (!whole) throw new Error("There is no lesson");
  const { "lesson.zh-TW.md": _text, "solution.py": _solution, ...others } = whole.files;
  const files = { ...others, "words.en.json": JSON.stringify({ title: "x", hints: ["one"], checks: {} }) };
  expect(lacksOf({ ...whole, files })).toEqual([
    "words.en.json has 1 hints in place of 3",
    "words.en.json lacks the title or the help of the check greets",
    "words.en.json lacks the title or the help of the check ends",
    "lesson.zh-TW.md is missing, or has no title in its first line",
    "solution.py is missing",
  ]);
});

test("a start that passes, a solution that fails, and a wrong solution that passes are faults", () => {
  const passed = [{ name: "a", state: "passed" as const }];
  const failed = [{ name: "b", state: "failed" as const, failure: { where: "start" } }];
  const judged = [
    { lesson: "1", state: "start", results: passed },
    { lesson: "1", state: "solution", results: failed },
    { lesson: "1", state: "wrong/a-x", results: failed },
    { lesson: "1", state: "wrong/b-x", results: failed },
  ];
  expect(faultsOf(judged)).toEqual([
    "1/start passes",
    '1/solution fails b: {"where":"start"}',
    '1/wrong/a-x is refused by b: {"where":"start"}',
  ]);
});
