import fc from "fast-check";
import { expect, test } from "vitest";
import { columnsOf, wrapWords } from "../../src/terminal/columns.ts";
import { listRows } from "../../src/terminal/list-rows.ts";

test.each([
  ["one two three", 9, ["one two", "three"]],
  ["一個資料夾，不需套件", 10, ["一個資料", "夾，不需套", "件"]],
  ["（guard、retrieval）", 10, ["（guard、", "retrieval", "）"]],
  ["服務：guard、retrieval", 12, ["服務：", "guard、", "retrieval"]],
  ["按 Enter（確定）", 10, ["按 Enter", "（確定）"]],
  ["a-word-too-long-for-a-row", 10, ["a-word-too", "-long-for-", "a-row"]],
  ["\u001B[36m一二三四\u001B[39m", 4, ["\u001B[36m一二\u001B[39m", "\u001B[36m三四\u001B[39m"]],
])("%j in %i columns", (text, width, rows) => {
  expect(wrapWords(text, width)).toEqual(rows);
});

test("no row is too wide, and none but blanks are lost or added", () => {
  const texts = fc.array(fc.constantFrom("a", "word", "（", "，", "。", "字", "，", " "), { maxLength: 60 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 10, max: 40 }), (parts, width) => {
      const text = parts.join("");
      const rows = wrapWords(text, width);
      for (const row of rows) expect(columnsOf(row)).toBeLessThanOrEqual(width);
      expect(rows.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    }),
    { seed: 21, numRuns: 2_000 },
  );
});

test("what takes no columns takes no time either", () => {
  const text = "\ufe0f".repeat(20_000);
  const start = performance.now();
  expect(wrapWords(text, 80)).toEqual([text]);
  // It took twenty.
  expect(performance.now() - start).toBeLessThan(5000);
}, 60_000);

test("what goes on in another row of a list stands behind its box", () => {
  const style = { symbols: { pointer: ">" }, paint: (_format: unknown, text: string) => text };
  const setting = { style, screen: { width: 16, height: 24 } } as unknown as Parameters<typeof listRows>[2];
  expect(listRows(["[ ] one two three four", "[ ] 一個資料夾，不需套件"], 1, setting)).toEqual([
    "  [ ] one two",
    "      three four",
    "> [ ] 一個資料",
    "      夾，不需套",
    "      件",
  ]);
});
