import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { changelog, entriesOf } from "../../build/changelog.ts";

const textOf = (name: string) => readFile(new URL(`../../${name}`, import.meta.url), "utf8");

/** The headings of a change log with the number of entries below each. */
const countsIn = (text: string): [string, number][] =>
  text
    .split(/^(?=###? )/m)
    .slice(1)
    .map((section) => [/^###? (?:\[[^\]]+\])?/.exec(section)?.[0] ?? "", section.split(/^- /m).length - 1]);

test("what is new is told in Chinese as in English: as many entries below each heading", async () => {
  const [english, chinese] = await Promise.all(["CHANGELOG.md", "CHANGELOG.zh-TW.md"].map(textOf));
  const counts = countsIn(english ?? "");
  expect(counts.length).toBeGreaterThan(3);
  expect(countsIn(chinese ?? "")).toEqual(counts);
});

describe("the entries of a change log", () => {
  const text = `# Changelog

## [0.2.0] - 2030-01-01

### Added

- One entry,
  over two lines.

### Fixed

- Another one.

## [0.1.0] - 2029-01-01

### Added

- All.
`;

  test("are read by version, each in one line", () => {
    expect(entriesOf(text)).toEqual([
      ["0.2.0", ["One entry, over two lines.", "Another one."]],
      ["0.1.0", ["All."]],
    ]);
  });

  test("of the first version are in no package: no project comes from an earlier one", async () => {
    const versions = entriesOf(await textOf("CHANGELOG.md")).map(([version]) => version);
    const { en, "zh-TW": chinese } = await changelog();
    expect(versions.at(-1)).toBe("0.1.0");
    expect([Object.keys(en), Object.keys(chinese)]).toEqual([versions.slice(0, -1), versions.slice(0, -1)]);
  });
});
