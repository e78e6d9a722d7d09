import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { compare } from "../../../src/commands/grade/compare.ts";

const sha256 = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");
const lesson = { name: "01-hello", title: "", told: {}, checks: [], hash: "checks" };

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

test("a name in a report is cut", () => {
  expect(compareWith({ name: "x".repeat(100_000), attempts: [] }).owner).toHaveLength(200);
});
