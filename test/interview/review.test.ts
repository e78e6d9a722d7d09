import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { fileRows, rowsOf, tableOf, titlesOf } from "../../src/interview/review.ts";
import { optionNames } from "../../src/options/table.ts";
import type { FileChange } from "../../src/plan/changes.ts";
import { columnsOf } from "../../src/terminal/columns.ts";
import { options } from "../support/options.ts";

describe("the rows", () => {
  test("stand in the order of the questions, each with its label and its value in words", () => {
    const rows = rowsOf(["testPage", "framework", "port"], options({ framework: "hono", port: 9100 }), en);
    expect(rows.map(({ name, value }) => [name, value])).toEqual([
      ["framework", "hono"],
      ["port", "9100"],
      ["testPage", en.review.yes],
    ]);
  });

  test("the limits are one row where they are kept, and a word where each has its own", () => {
    const [kept] = rowsOf(["limits"], options(), en);
    expect(kept?.value).toContain("5000");
    const [own] = rowsOf(["limits", "maxMessageLength"], options(), en);
    expect(own?.value).toBe(en.review.ownLimits);
  });

  test.each([
    ["en", en],
    ["zh-TW", zhTW],
  ])("every option has one in %s", (_lang, t) => {
    const rows = rowsOf(optionNames, options(), t);
    expect(rows.map(({ name }) => name).sort()).toEqual([...optionNames].sort());
    for (const { label } of rows) expect(label).not.toBe("");
  });
});

describe("the table", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "字", "，"), minLength: 1, maxLength: 60 });
  const rows = fc.array(fc.record({ label: fc.constantFrom("Port", "連接埠", "Models"), value: text }), {
    minLength: 1,
  });

  test("is no wider than the terminal, wherever a line can be broken", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 30, max: 120 }), (some, width) => {
        const wordsFit = some.every(({ value }) => value.split(" ").every((word) => columnsOf(word) <= 16));
        fc.pre(wordsFit);
        for (const line of tableOf(some, width).split("\n"))
          expect(columnsOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  test("stands in two aligned columns, or one below the other where it is narrow", () => {
    const two = [
      { label: "連接埠", value: "9000" },
      { label: "a", value: "b c" },
    ];
    expect(tableOf(two, 60)).toBe("  連接埠  9000\n  a       b c");
    expect(tableOf(two, 16)).toBe("  連接埠\n    9000\n  a\n    b c");
  });

  test("as choices its columns are aligned, too", () => {
    const [first, second] = titlesOf([
      { name: "port", label: "連接埠", value: "9000" },
      { name: "host", label: "a", value: "b" },
    ]);
    expect([first, second]).toEqual(["連接埠  9000", "a       b"]);
  });
});

test("of the files, those that are there already are named", () => {
  const change = (path: string, action: FileChange["action"]) => ({ path, action }) as FileChange;
  const rows = fileRows([change("a", "create"), change("b", "overwrite"), change("c", "keep")], en);
  expect(rows.slice(1).map(({ value }) => value)).toEqual(["b", "c"]);
  expect(fileRows([change("a", "create")], en)).toHaveLength(1);
});
