import fc from "fast-check";
import { expect, test } from "vitest";
import { wrapped } from "../../templates/features/workshop/+node/lessons/run/wrap.ts";

test.each([
  ["one two three", 9, "one two\nthree"],
  ["  - one two three", 11, "  - one\n  two\n  three"],
  ["a-word-that-is-longer end", 8, "a-word-that-is-longer\nend"],
  ["每個事件都會說明（`progress`）。最後", 16, "每個事件都會說\n明\n（`progress`）。\n最後"],
  ["  指令：hint（提示）、list", 16, "  指令：hint\n  （提示）、\n  list"],
])("%j in %i columns", (line, width, lines) => {
  expect(wrapped(line, width)).toBe(lines);
});

test("a line of Chinese that is cut begins with no punctuation", () => {
  const parts = fc.array(fc.constantFrom("字", "word", "，", "。", "）", "（"), { maxLength: 50 });
  fc.assert(
    fc.property(parts, fc.integer({ min: 20, max: 60 }), (texts, width) => {
      const rows = wrapped(`字${texts.join("")}`, width).split("\n");
      for (const row of rows) expect(row).not.toMatch(/^[，。）]/);
    }),
    { seed: 21, numRuns: 1_000 },
  );
});

test("no character of a line is lost, and no part is wider than it must be", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), fc.integer({ min: 1, max: 100 }), (line, width) => {
      const parts = wrapped(line, width).split("\n");
      const plain = (text: string) => text.replace(/\s/g, "");
      expect(plain(parts.join(""))).toBe(plain(line));
      for (const part of parts) if (part.trim().includes(" ")) expect(part.length).toBeLessThan(width + 1);
    }),
    { seed: 20_261_129, numRuns: 2_000 },
  );
});

test("a long word costs what its length does, and not the square of it", () => {
  const before = process.cpuUsage();
  expect(wrapped(`${"x".repeat(200_000)}\tabc def`, 80)).toHaveLength(200_008);
  // It takes a hundredth of this; before, forty times as long as this.
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
});
