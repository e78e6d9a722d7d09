import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { defaultOptions } from "../../src/options/default-options.ts";
import type { Options } from "../../src/options/table.ts";
import { optionTable } from "../../src/options/table.ts";
import { frameworkOf } from "../../src/platforms/frameworks.ts";
import { plan } from "../support/plan.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const layers = await collectLayers();

/** The lines that a project's README shows for an application. */
function linesOf(framework: Options["framework"], lang: Options["lang"]): string {
  const options = { ...defaultOptions({ env: {}, target: "my-server" }), framework, lang };
  const text = plan(options, layers).files.get("README.md") ?? "";
  return /```(?:ts|python)\n([^`]*\/ai[^`]*)```/.exec(text)?.[1] ?? "";
}

test.each([
  ["In an application that you have", "en"],
  ["放進現有的應用程式", "zh-TW"],
] as const)("README.md shows under %s the lines that the projects' READMEs show", (heading, lang) => {
  const section = readme.split(`# ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const rows = Array.from(section.matchAll(/^\| \w+ \| `(.*)`<br>`(.*)` \|$/gm), ([, ...lines]) => lines);
  expect(rows).toHaveLength(optionTable.framework.choices.length);
  for (const [at, framework] of optionTable.framework.choices.entries()) {
    const shown = linesOf(framework, lang);
    const lines = rows[at]?.slice(0, 2) ?? [];
    expect([framework, lines.filter((line) => !shown.includes(line))]).toEqual([framework, []]);
    expect(frameworkOf(framework).platform === "python").toBe(shown.includes("main.mount"));
  }
});
