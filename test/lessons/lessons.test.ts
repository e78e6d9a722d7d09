import { expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { textFor } from "../../build/lessons.ts";
import { faultsOf } from "../../scripts/lessons/judge.ts";
import { lacksOf, readLessons } from "../../scripts/lessons/lesson.ts";
import { columnsOf } from "../../src/terminal/columns.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";

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

/** Columns of a terminal that nobody has made wider. */
const WIDEST = 80;

test.each(lessons)("$name has no line that a terminal would break", ({ files, platforms }) => {
  const lines = ["en", "zh-TW"].flatMap((lang) =>
    platforms.flatMap((platform) => textFor(files[`lesson.${lang}.md`] ?? "", platform).split("\n")),
  );
  expect(lines.filter((line) => columnsOf(line) > WIDEST)).toEqual([]);
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

test("a lesson on a feature is there with it alone, and only where the feature can be", async () => {
  const layers = await collectLayers();
  const lessonsOf = (changes: Parameters<typeof options>[0]) => {
    const { files } = plan(options(changes), layers);
    return [...files.keys()].flatMap((path) => /^lessons\/(\d\d-[^/]+)\/lesson\.md$/.exec(path)?.[1] ?? []);
  };
  const all = lessons.map(({ name }) => name);
  const plain = all.filter((name) => name !== "13-come-back");
  expect(lessonsOf({ features: ["workshop", "resume"] })).toEqual(all);
  expect(lessonsOf({ features: ["workshop"] })).toEqual(plain);
  expect(lessonsOf({ framework: "llmbrick", features: ["workshop"] })).toEqual(plain);
  expect(lessonsOf({ features: ["resume"] })).toEqual([]);
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
