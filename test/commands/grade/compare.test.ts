import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { compare } from "../../../src/commands/grade/compare.ts";

const sha256 = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");
const lesson = { name: "01-hello", title: "", told: {}, checks: [], hash: "checks", isExtra: false };

function compareWith(report: unknown) {
  const submission = { name: "it", language: "js", handlers: new Map(), others: new Map(), report } as const;
  return compare(submission, new Map(), { files: new Map(), lessons: [lesson] }, sha256);
}

test.each([
  ["nothing", undefined, ["noReport"]],
  ["a list", [], ["noReport"]],
  ["no attempts", { attempts: null }, ["brokenChain"]],
  [
    "attempts that go too deep to be walked",
    { attempts: [{ a: JSON.parse("[".repeat(50_000) + "]".repeat(50_000)) }] },
    ["brokenChain"],
  ],
  ["attempts that were changed", { attempts: [{ lesson: "01-hello", hash: sha256("") }] }, ["brokenChain"]],
  ["none of the lessons' rows", { lessons: [null, 1, { name: {} }], attempts: [] }, []],
])("a report with %s", (_what, report, mismatches) => {
  expect(compareWith(report)).toMatchObject({ points: 0, mismatches });
});

test("a handler whose lines end as on Windows is the one that passed", () => {
  const handlers = new Map([[lesson.name, "one\r\ntwo\r\n"]]);
  const row = { name: lesson.name, hash: "checks", passed: "now", handler: sha256("one\ntwo\n") };
  const submission = {
    name: "it",
    language: "js",
    handlers,
    others: new Map(),
    report: { lessons: [row], attempts: [] },
  } as const;
  const outcomes = new Map([[lesson.name, { state: "passed" as const }]]);
  const [mark] = compare(submission, outcomes, { files: new Map(), lessons: [lesson] }, sha256).marks;
  expect(mark).toMatchObject({ points: 1, mismatches: [] });
});

test("a lesson that only some projects have counts where it was handed in", () => {
  const bench = { files: new Map(), lessons: [lesson, { ...lesson, name: "13-more", isExtra: true }] };
  const marksWith = (handlers: [string, string][]) =>
    compare(
      { name: "it", language: "js", handlers: new Map(handlers), others: new Map(), report: undefined },
      new Map(),
      bench,
      sha256,
    ).marks.map((mark) => mark.lesson);
  expect(marksWith([])).toEqual(["01-hello"]);
  expect(marksWith([["13-more", "x"]])).toEqual(["01-hello", "13-more"]);
});

test("a name in a report is cut", () => {
  expect(compareWith({ name: "x".repeat(100_000), attempts: [] }).owner).toHaveLength(200);
});
