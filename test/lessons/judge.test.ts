import { expect, test } from "vitest";
import { faultsOf, judge, nodeBench } from "../../scripts/lessons/judge.ts";
import { readLessons, statesOf } from "../../scripts/lessons/lesson.ts";

const lessons = await readLessons();

test("every start fails, every solution passes, and each wrong solution fails by the check in its name", {
  timeout: 300_000,
}, async () => {
  const judged = await judge(nodeBench, lessons);
  expect(judged).toHaveLength(lessons.flatMap((lesson) => statesOf(lesson, "ts")).length);
  expect(faultsOf(judged)).toEqual([]);
});

test("every solution passes where answers are kept and counted, too", { timeout: 300_000 }, async () => {
  const judged = await judge(nodeBench, lessons, { onlySolutions: true, features: ["resume", "metrics"] });
  expect(judged).toHaveLength(lessons.length);
  expect(faultsOf(judged)).toEqual([]);
});
