import { expect, test } from "vitest";
import { commandNames, usageOf } from "../../src/commands/table.ts";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { allFlags } from "../../src/options/flags.ts";
import { helpText } from "../../src/options/help.ts";
import { controlTable, optionNames } from "../../src/options/table.ts";

/** Line breaks are where the width puts them. */
const flat = (text: string) => text.replace(/\s+/g, " ");

test("names every flag with its meaning", async () => {
  const text = flat(await helpText(en, 200));
  for (const flag of allFlags) expect(text).toContain(` ${flag} `);
  for (const name of optionNames.filter((option) => option !== "directory")) {
    expect(text).toContain(flat(en.options[name]));
  }
  for (const name of Object.keys(controlTable)) expect(text).toContain(flat(en.controls[name as "json"]));
  for (const name of commandNames)
    expect(text).toContain(`create-llmbrick-sse ${usageOf(name)} ${en.commands[name]}`);
  expect(text).toContain("-p, --port port to listen on [number] [default: 9000]");
});

test("is in Chinese throughout", async () => {
  const text = await helpText(zhTW);
  expect(text).toContain(zhTW.help.about);
  for (const word of ["Options", "Commands", "default", "choices", "boolean", "string", "Examples"])
    expect(text).not.toContain(word);
});

test("keeps to the width of the terminal, at most 100 columns", async () => {
  const widthOf = async (columns?: number) =>
    Math.max(...(await helpText(en, columns)).split("\n").map((line) => line.length));
  expect(await widthOf(80)).toBeLessThanOrEqual(80);
  expect(await widthOf(300)).toBeLessThanOrEqual(100);
  expect(await widthOf(undefined)).toBeLessThanOrEqual(100);
});
