import { describe, expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import type { Options } from "../../src/options/table.ts";
import { optionTable } from "../../src/options/table.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";

const layers = await collectLayers();
const filesOf = (changes: Partial<Options>) => plan(options(changes), layers).files;
/** The names in `folder` of all that is in it: a folder's own name for what lies deeper. */
const namesIn = (files: ReadonlyMap<string, unknown>, folder: string) => [
  ...new Set(
    [...files.keys()].filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length)),
  ),
];
const found = (text: string, pattern: RegExp) =>
  Array.from(text.matchAll(pattern), ([, ...names]) => names.join("/"));

const choices = optionTable.lang.choices.flatMap((lang) =>
  (["none", "openai-api"] as const).map((feature) => ({
    lang,
    features: feature === "none" ? [] : [feature],
  })),
);
const frameworks = optionTable.framework.choices.filter((framework) => framework !== "llmbrick");

describe.each(choices)("the page on the runtime, $lang, with $features", (chosen) => {
  test.each(frameworks)("%s: it names every folder, with a file of it to read first", (framework) => {
    const files = filesOf({ ...chosen, framework });
    const page = String(files.get("src/llmbrick/README.md"));
    const names = namesIn(files, "src/llmbrick/");
    const folders = new Set(names.filter((name) => name.includes("/")).map((name) => name.split("/")[0]));
    const rows = found(page, /^\| `(\w+)\/` \|.*\| `([\w-]+)` \|$/gm);
    expect(rows.map((row) => row.split("/")[0]).toSorted()).toEqual([...folders].toSorted());
    expect(rows.filter((row) => !names.includes(`${row}.ts`))).toEqual([]);
  });

  test("it names no file that is not there", () => {
    const files = filesOf({ ...chosen, framework: "node" });
    const named = found(String(files.get("src/llmbrick/README.md")), /`(\w+)\/([\w-]+)`/g);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !files.has(`src/llmbrick/${name}.ts`))).toEqual([]);
  });

  test("README.md of a Python project names every module of hardening/, and where to begin elsewhere", () => {
    const files = filesOf({ ...chosen, framework: "llmbrick" });
    const readme = String(files.get("README.md"));
    const modules = namesIn(files, "hardening/").filter((name) => name !== "__init__.py");
    expect(modules.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
    const named = found(readme, /`(\w+)\/(\w+\.py)`/g);
    expect(named).toContain("hardening/__init__.py");
    expect(named.filter((name) => !files.has(name))).toEqual([]);
    expect(named.includes("openai_api/__init__.py")).toBe(chosen.features.length > 0);
  });
});

describe.each(optionTable.lang.choices)("README.md of a project that asks a model, %s", (lang) => {
  const handlers = optionTable.handler.choices.filter(
    (handler) => !["hello", "mock", "brick"].includes(handler),
  );

  test.each(
    handlers.flatMap((handler) =>
      (["node", "llmbrick"] as const).map((framework) => ({ handler, framework })),
    ),
  )("$framework, $handler: it names every module of model/", ({ handler, framework }) => {
    const files = filesOf({ lang, handler, framework });
    const readme = String(files.get("README.md"));
    const modules = namesIn(files, framework === "node" ? "src/model/" : "model/")
      .map((name) => name.replace(/\.\w+$/, ""))
      .filter((name) => !["words", "__init__"].includes(name));
    expect(modules.length).toBeGreaterThan(3);
    expect(modules.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});
