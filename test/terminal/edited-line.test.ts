import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EDITS, type EditedLine, EMPTY, insert, textOf } from "../../src/terminal/edited-line.ts";

/** A line as it is written in these tests: the caret is a bar. */
const line = (text: string): EditedLine => {
  const [before = "", after = ""] = text.split("|");
  return { before, after };
};
const written = ({ before, after }: EditedLine) => `${before}|${after}`;

test.each([
  ["delete", "ab|c", "a|c"],
  ["delete", "|abc", "|abc"],
  ["deleteForward", "a|bc", "a|c"],
  ["deleteForward", "abc|", "abc|"],
  ["left", "ab|c", "a|bc"],
  ["left", "|abc", "|abc"],
  ["right", "a|bc", "ab|c"],
  ["right", "abc|", "abc|"],
  ["start", "ab|c", "|abc"],
  ["end", "ab|c", "abc|"],
  ["ctrl u", "ab|c", "|c"],
  ["ctrl k", "ab|c", "ab|"],
  ["ctrl w", "one two |c", "one |c"],
  ["ctrl w", "one|", "|"],
  ["delete", "我𠮷|x", "我|x"],
  ["delete", "a👨‍👩‍👧|x", "a|x"],
  ["deleteForward", "|é́x", "|x"],
  ["left", "我𠮷|x", "我|𠮷x"],
] as const)("%s makes %s into %s", (name, before, after) => {
  expect(written(EDITS[name](line(before)))).toBe(after);
});

describe("whatever is typed", () => {
  const names = fc.constantFrom(...(Object.keys(EDITS) as (keyof typeof EDITS)[]));
  const typed = fc.string({ unit: "grapheme" });
  const keys = fc.array(
    fc.oneof(
      names,
      typed.map((text) => ({ text })),
    ),
  );

  test("no character is cut in two, and moving changes no text", () => {
    fc.assert(
      fc.property(keys, (all) => {
        let edited = EMPTY;
        for (const key of all) {
          const before = textOf(edited);
          edited = typeof key === "string" ? EDITS[key](edited) : insert(edited, key.text);
          expect(written(edited)).not.toMatch(/\p{Cs}/u);
          const isMove = typeof key === "string" && ["left", "right", "start", "end"].includes(key);
          if (isMove) expect(textOf(edited)).toBe(before);
        }
        expect(textOf(EDITS["ctrl u"](EDITS.end(edited)))).toBe("");
      }),
    );
  });
});
