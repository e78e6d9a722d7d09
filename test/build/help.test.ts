import stringWidth from "fast-string-truncated-width";
import { expect, test } from "vitest";
import { helpTexts } from "../../build/help.ts";
import { allFlags } from "../../src/command-line/flags.ts";
import { HELP_WIDTHS, helpWidth } from "../../src/command-line/help.ts";
import { flagNamesOf } from "../../src/command-line/words.ts";
import { commandNames, syntaxes, usageOf } from "../../src/commands/table.ts";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { flagOf } from "../../src/options/names.ts";
import { controlNames, type Lang, optionNames, shownOptionNames } from "../../src/options/table.ts";

const texts = await helpTexts();

/** Line breaks are where the width puts them. */
const flat = (text: string) => text.replace(/\s+/g, " ");

/** The help of all commands, one below the other. */
const all = (lang: Lang, width: (typeof HELP_WIDTHS)[number]) =>
  Object.values(texts[lang])
    .map((layouts) => layouts[width])
    .join("\n");

test("names every flag with its meaning, where it is taken", () => {
  const hidden = optionNames.filter((name) => !shownOptionNames.includes(name)).map(flagOf);
  const every = all("en", 100);
  for (const flag of allFlags.filter((word) => !hidden.includes(word))) expect(every).toContain(` ${flag} `);
  for (const name of controlNames) expect(flat(every)).toContain(flat(en.controls[name]));

  const text = flat(texts.en.create?.[100] ?? "");
  expect(text).not.toContain("--only ");
  for (const name of shownOptionNames.filter((option) => option !== "directory")) {
    expect(text).toContain(flat(en.options[name]));
  }
  for (const name of commandNames)
    expect(text).toContain(`create-llmbrick-sse ${usageOf(name)} ${en.commands[name]}`);
  expect(text).toContain("-p, --port port to listen on [number] [default: 9000]");
});

test("a command's own names what it takes, and nothing else", () => {
  const text = flat(texts.en.doctor?.[80] ?? "");
  expect(text).toMatch(/^Usage: create-llmbrick-sse doctor \[options\] /);
  expect(text).toContain(en.commands.doctor);
  const flags = [...flagNamesOf(syntaxes.doctor)].map(flagOf);
  expect(new Set(text.match(/(?<= )--[a-z-]+/g))).toEqual(new Set(flags));
});

test("is in Chinese throughout", () => {
  const text = all("zh-TW", 100);
  expect(text).toContain(zhTW.help.about);
  for (const word of ["Options", "Commands", "default", "choices", "boolean", "string", "Examples"])
    expect(text).not.toContain(word);
});

test.each(["en", "zh-TW"] as const)("keeps to each width, in %s", (lang) => {
  for (const width of HELP_WIDTHS) {
    const lines = all(lang, width)
      .split("\n")
      .filter((line) => !line.includes("npm create"));
    expect(Math.max(...lines.map((line) => stringWidth(line).width))).toBeLessThanOrEqual(width);
  }
});

test.each([
  [undefined, 100],
  [300, 100],
  [100, 100],
  [99, 80],
  [61, 60],
  [20, 60],
])("a terminal of %s columns gets the layout for %i", (columns, width) => {
  expect(helpWidth(columns)).toBe(width);
});
