import fc from "fast-check";
import { expect, test } from "vitest";
import { wrapped } from "../../templates/features/workshop/+node/lessons/run/wrap.ts";

test.each([
  ["one two three", 9, "one two\nthree"],
  ["  - one two three", 11, "  - one\n  two\n  three"],
  ["a-word-that-is-longer end", 8, "a-word-that-is-longer\nend"],
  ["終端機可以在任何地方斷行 so it is left", 10, "終端機可以在任何地方斷行 so it is left"],
])("%j in %i columns", (line, width, lines) => {
  expect(wrapped(line, width)).toBe(lines);
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
