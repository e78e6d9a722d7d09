import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { collectSources } from "../../build/layers.ts";
import { withSettings } from "../../build/settings/partials.ts";
import { type Group, groups } from "../../build/settings/table.ts";
import { type ResolvedConfig, resolveConfig } from "../../templates/core/src/llmbrick/config/config.ts";

const settings = groups.flatMap((group) => group.settings);
const variables = settings.flatMap((setting) => setting.variables).sort();
const defaults = settings.flatMap(({ name, value }) => ("default" in value ? [[name, value.default]] : []));

/** What a group of one new setting makes of a template. */
function withNew(partial: string, path: string, layer: string) {
  const table: Group[] = [
    {
      title: { en: "New", "zh-TW": "新的" },
      settings: [
        {
          name: "newLimit",
          variables: ["LLMBRICK_NEW_LIMIT"],
          value: { default: "7" },
          row: { en: ": or undefined", "zh-TW": "：新的上限" },
        },
      ],
    },
  ];
  return withSettings(`{{> ${partial}}}\n`, path, layer, table);
}

test.each([
  ["core", "README/70-settings.md.hbs", "| `newLimit`: or undefined | `7` | `LLMBRICK_NEW_LIMIT` |\n"],
  ["core", "README/70-settings.zh-TW.md.hbs", "| `newLimit`：新的上限 | `7` | `LLMBRICK_NEW_LIMIT` |\n"],
  ["python", "README/70-settings.md.hbs", "| `new_limit`: or None | `7` | `LLMBRICK_NEW_LIMIT` |\n"],
])("a setting of the table has its row in the README: %s/%s", (layer, path, row) => {
  expect(withNew("settings-rows", path, layer)).toBe(row);
});

test.each([
  [".env.example/10-settings.txt.hbs", "# New\n# LLMBRICK_NEW_LIMIT=7\n"],
  [".env.example/10-settings.zh-TW.txt.hbs", "# 新的\n# LLMBRICK_NEW_LIMIT=7\n"],
])("a setting of the table has its line in %s", (path, lines) => {
  expect(withNew("settings-env", path, "core")).toBe(lines);
});

test.each(["core", "python"])("each setting stands in the documents of %s", async (layer) => {
  const files = (await collectSources())[layer] ?? {};
  for (const path of ["README/70-settings.md.hbs", "README/70-settings.zh-TW.md.hbs"])
    for (const variable of variables) expect(files[path]).toContain(`\`${variable}\``);
  const ours = variables.filter((name) => name.startsWith("LLMBRICK_"));
  for (const path of [".env.example/10-settings.txt.hbs", ".env.example/10-settings.zh-TW.txt.hbs"])
    for (const variable of ours) expect(files[path]).toContain(`${variable}=`);
});

test("the table has the settings of the Node runtime, with their variables and defaults", () => {
  const { config, unknownVariables } = resolveConfig(
    {},
    Object.fromEntries(variables.map((name) => [name, ""])),
  );
  const own = variables.filter((name) => name.startsWith("LLMBRICK_"));
  expect(unknownVariables).toEqual([]);
  expect(own).toEqual(Object.keys(config).map(variableOf).sort());
  for (const [name, value] of defaults) expect(String(config[name as keyof ResolvedConfig])).toBe(value);
});

test("the table has the settings of the Python runtime, with their defaults", async () => {
  const path = fileURLToPath(new URL("../../templates/python/hardening/settings.py", import.meta.url));
  const [, entries = ""] = (await readFile(path, "utf8")).split("\nSETTINGS: ");
  const names = [...entries.matchAll(/^ {4}"(\w+)": \(/gm)].map(([, name = ""]) => name);
  expect(variables.filter((name) => name.startsWith("LLMBRICK_"))).toEqual(names.map(variableOf).sort());
  for (const [name = "", value = ""] of defaults)
    expect(entries).toMatch(new RegExp(`"${variableOf(name).slice(9).toLowerCase()}": \\(.*, ${value}\\),`));
});

/** The variable of a setting, as TypeScript or Python spells its name. */
function variableOf(name: string): string {
  return `LLMBRICK_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
