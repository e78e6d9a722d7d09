import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { collectSources, templatesDir } from "../../build/layers.ts";
import { blocks, withBlocks } from "../../build/settings/blocks.ts";
import { withSettings } from "../../build/settings/partials.ts";
import type { Setting } from "../../build/settings/setting.ts";
import { settings } from "../../build/settings/table.ts";
import { formulaOf, variablesOf } from "../../build/settings/values.ts";
import { resolveConfig } from "../../templates/core/src/llmbrick/config/config.ts";

const sourceOf = (path: string) => readFile(join(templatesDir, path), "utf8");

/** A setting that no file but the table speaks of. */
const newLimit: Setting = {
  name: "newLimit",
  group: "load",
  kind: { type: "integer", min: 1, max: 20_000 },
  fallback: 7,
  isOnPage: true,
  doc: { node: "What is new: {default}.", python: "What is new." },
  comment: { en: "What is new.", "zh-TW": "新的上限。" },
  row: { en: ": or undefined", "zh-TW": "：新的上限" },
};
const chosen: Setting = { ...newLimit, chosen: "port" };

describe("a new setting of the table is told of in", () => {
  test.each<[layer: string, path: string, partial: string, lines: string, setting?: Setting]>([
    ["core", "README.md.hbs", "rows", "| `newLimit`: or undefined | `7` | `LLMBRICK_NEW_LIMIT` |\n"],
    ["core", "README.zh-TW.md.hbs", "rows", "| `newLimit`：新的上限 | `7` | `LLMBRICK_NEW_LIMIT` |\n"],
    ["python", "README.md.hbs", "rows", "| `new_limit`: or None | `7` | `LLMBRICK_NEW_LIMIT` |\n"],
    ["core", "env.txt.hbs", "env", "# Time and load\n# LLMBRICK_NEW_LIMIT=7\n"],
    ["core", "env.zh-TW.txt.hbs", "env", "# 時間與負載\n# LLMBRICK_NEW_LIMIT=7\n"],
    ["core", "config.ts.hbs", "values", "  /** What is new. */\n  newLimit: {{json port}},\n", chosen],
    ["core", "config.zh-TW.ts.hbs", "values", "  /** 新的上限。 */\n  newLimit: {{json port}},\n", chosen],
    ["python", "server.py.hbs", "values", "    # What is new.\n    new_limit={{py port}},\n", chosen],
    [
      "python",
      "server.zh-TW.py.hbs",
      "apart",
      "# 新的上限。\nnew_limit = {{py port}}\n",
      { ...chosen, isApartInPython: true },
    ],
  ])("%s/%s, as its %s", (layer, path, partial, lines, setting = newLimit) => {
    expect(withSettings(`{{> settings-${partial}}}\n`, path, layer, [setting])).toBe(lines);
  });

  const variables = 'variables: ["LLMBRICK_NEW_LIMIT"]';
  test.each([
    ["core/src/llmbrick/config/config.ts", "  /** What is new: 7. */\n  newLimit?: number;\n"],
    [
      "core/src/llmbrick/config/config.ts",
      `  newLimit: { kind: integer(1, 20_000), ${variables}, fallback: 7 },\n`,
    ],
    ["core/src/llmbrick/routes/page.ts", "    newLimit: config.newLimit,\n"],
    ["python/hardening/settings.py", "    #: What is new.\n    new_limit: int\n"],
    ["python/hardening/settings.py", '    "new_limit": (integer(1, 20_000), 7),\n'],
    ["python/hardening/page.py", '        "newLimit": settings.new_limit,\n'],
  ])("%s, by npm run fix", async (path, lines) => {
    const before = await sourceOf(path);
    expect(before).not.toContain(lines);
    expect(withBlocks(path, before, [...settings, newLimit])).toContain(lines);
  });
});

test.each(Object.keys(blocks))("%s has what the table says: npm run fix", async (path) => {
  const source = await sourceOf(path);
  expect(withBlocks(path, source)).toBe(source);
});

test("a template that lost the place of its lines is an error", () => {
  const [path = ""] = Object.keys(blocks);
  expect(() => withBlocks(path, "")).toThrow("lacks");
  expect(() => withBlocks("core/src/index.ts", "")).toThrow("no lines");
});

test("a setting comes once, after those that its default names, and with a secret's value nowhere", () => {
  const names = settings.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const [place, setting] of settings.entries())
    formulaOf(setting, (name) => {
      expect(names.slice(0, place)).toContain(name);
      return name;
    });
  const secrets = settings.filter(({ isSecret }) => isSecret);
  expect(secrets.map(({ name, chosen, isOnPage }) => [name, chosen, isOnPage])).toEqual([
    ["apiKeys", undefined, undefined],
  ]);
});

test.each(["core", "python"])("each setting stands in the documents of %s", async (layer) => {
  const files = (await collectSources())[layer] ?? {};
  for (const variable of settings.flatMap(variablesOf)) {
    for (const path of ["README/70-settings.md.hbs", "README/70-settings.zh-TW.md.hbs"])
      expect(files[path]).toContain(`\`${variable}\``);
    if (!variable.startsWith("LLMBRICK_")) continue;
    for (const path of [".env.example/10-settings.txt.hbs", ".env.example/10-settings.zh-TW.txt.hbs"])
      expect(files[path]).toContain(`${variable}=`);
  }
});

test("the Node runtime knows each variable of the table, and has each setting", () => {
  const env = Object.fromEntries(settings.flatMap(variablesOf).map((name) => [name, ""]));
  const { config, unknownVariables } = resolveConfig({}, env);
  expect(unknownVariables).toEqual([]);
  expect(Object.keys(config)).toEqual(settings.map(({ name }) => name));
});
