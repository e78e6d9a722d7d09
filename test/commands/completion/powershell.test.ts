import { expect, test } from "vitest";
import { powershellScript } from "../../../src/commands/completion/powershell.ts";
import { spellingsOf, vocabulary } from "../../../src/commands/completion/vocabulary.ts";
import { syntaxes } from "../../../src/commands/table.ts";
import { en } from "../../../src/i18n/en.ts";
import { zhTW } from "../../../src/i18n/zh-TW.ts";

const words = vocabulary(syntaxes, en);

/** A table of the script: what each word has. */
function tableOf(script: string, name: string): Map<string, string> {
  const [, body = ""] = new RegExp(`\\$${name} = @\\{\n([^}]*)\n {2}\\}`).exec(script) ?? [];
  const rows = body.split("\n").map((row) => /^ {4}'([^']+)' = (.+)$/.exec(row) ?? []);
  return new Map(rows.map(([, word = "", value = ""]) => [word, value]));
}

const listOf = (text = "") => Array.from(text.matchAll(/'([^']*)'/g), ([, word]) => word);

test("all flags and commands are known to it, with what follows them", () => {
  const script = powershellScript(words);
  const values = tableOf(script, "values");
  const valued = words.allFlags.filter(({ value }) => value);
  expect([...values.keys()]).toEqual(valued.flatMap(spellingsOf));
  expect(listOf(values.get("--framework"))).toEqual([
    "node",
    "express",
    "fastify",
    "hono",
    "koa",
    "nest",
    "llmbrick",
  ]);
  expect(values.get("--port")).toBe("@()");
  const commands = tableOf(script, "commands");
  expect([...commands.keys()]).toEqual(words.commands.map(({ name }) => name));
  expect(listOf(commands.get("completion"))).toContain("powershell");
  expect([...tableOf(script, "described").keys()]).toEqual([
    ...words.allFlags.flatMap(spellingsOf),
    ...words.commands.map(({ name }) => name),
  ]);
});

test("no two words are one to PowerShell, whose tables know no case", () => {
  const spellings = words.allFlags.flatMap(spellingsOf);
  expect(new Set(spellings.map((word) => word.toLowerCase())).size).toBe(spellings.length);
});

test("in any language, it is ASCII, and its descriptions are read back by their escapes", () => {
  const script = powershellScript(vocabulary(syntaxes, zhTW));
  expect(script).toMatch(/^[\n -~]+$/);
  const description = tableOf(script, "described").get("--port") ?? "";
  expect(JSON.parse(`"${description.slice(1, -1)}"`)).toBe(zhTW.options.port);
});

test("what it opens it closes, outside of words", () => {
  const bare = powershellScript(words)
    .replace(/^#.*$/gm, "")
    .replace(/'(?:[^']|'')*'/g, "");
  for (const [open = "", close = ""] of ["{}", "()", "[]"]) {
    expect([open, bare.split(open).length]).toEqual([open, bare.split(close).length]);
  }
  expect(bare).not.toMatch(/['"]/);
});
