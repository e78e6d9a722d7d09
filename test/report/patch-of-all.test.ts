import { applyPatch } from "diff";
import { expect, test } from "vitest";
import { withPatch } from "../../src/report/change-text.ts";

test.each([
  ["\n", "\n"],
  ["", "\n"],
  ["\n", ""],
])(
  "texts that have nothing in common are shown as a patch that leads from one to the other, soon: %j, %j",
  (end, otherEnd) => {
    const text = (word: string) => Array.from({ length: 20_000 }, (_, at) => `${word} ${at}`).join("\n");
    const [before, content] = [text("old") + end, text("new") + otherEnd];
    const seen = { size: before.length, mtimeMs: 0 };
    const start = performance.now();
    const { patch = "" } = withPatch(
      { path: "README.md", content, action: "overwrite", seen },
      new Map([["README.md", { text: before, seen }]]),
    );
    // It took a minute.
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(applyPatch(before, `${patch}\n`)).toBe(content);
  },
  60_000,
);
