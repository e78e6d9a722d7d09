import stringWidth from "fast-string-truncated-width";
import { expect, test } from "vitest";
import { helpTexts } from "../../build/help.ts";
import { allFlags } from "../../src/command-line/flags.ts";
import { HELP_WIDTHS, helpWidth } from "../../src/command-line/help.ts";
import { commandNames, usageOf } from "../../src/commands/table.ts";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { flagOf } from "../../src/options/names.ts";
import { controlTable, optionNames, shownOptionNames } from "../../src/options/table.ts";

const texts = await helpTexts();

/** Line breaks are where the width puts them. */
const flat = (text: string) => text.replace(/\s+/g, " ");

test("names every flag with its meaning", () => {
  const text = flat(texts.en[100]);
  const hidden = optionNames.filter((name) => !shownOptionNames.includes(name)).map(flagOf);
  for (const flag of allFlags.filter((word) => !hidden.includes(word))) expect(text).toContain(` ${flag} `);
  for (const name of shownOptionNames.filter((option) => option !== "directory")) {
    expect(text).toContain(flat(en.options[name]));
  }
  for (const name of Object.keys(controlTable)) expect(text).toContain(flat(en.controls[name as "json"]));
  for (const name of commandNames)
    expect(text).toContain(`create-llmbrick-sse ${usageOf(name)} ${en.commands[name]}`);
  expect(text).toContain("-p, --port port to listen on [number] [default: 9000]");
});

test("is in Chinese throughout", () => {
  const text = texts["zh-TW"][100];
  expect(text).toContain(zhTW.help.about);
  for (const word of ["Options", "Commands", "default", "choices", "boolean", "string", "Examples"])
    expect(text).not.toContain(word);
});

test.each(["en", "zh-TW"] as const)("keeps to each width, in %s", (lang) => {
  for (const width of HELP_WIDTHS) {
    const lines = texts[lang][width].split("\n").filter((line) => !line.includes("npm create"));
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
