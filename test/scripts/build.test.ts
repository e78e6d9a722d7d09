import { readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { basename, dirname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { collectLayers } from "../../scripts/layers.ts";
import { answersSchema } from "../../src/options/schema.ts";
import { outcomeSchema } from "../../src/report/outcome-schema.ts";
import { program } from "../support/generated-project.ts";

const dist = dirname(program);
const read = (name: string) => readFile(join(dist, name), "utf8");

/** What each shipped script imports, as a bundler sees it. */
async function importsOf(entry: string) {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    write: false,
    metafile: true,
    logLevel: "error",
  });
  return new Map(Object.entries(metafile.inputs).map(([path, { imports }]) => [basename(path), imports]));
}

test("the schema and the templates that are shipped are those of the sources", async () => {
  expect(JSON.parse(await read("answers.schema.json"))).toEqual(JSON.parse(JSON.stringify(answersSchema())));
  expect(JSON.parse(await read("outcome.schema.json"))).toEqual(JSON.parse(JSON.stringify(outcomeSchema())));
  expect(JSON.parse(brotliDecompressSync(await readFile(join(dist, "layers.json.br"))).toString())).toEqual(
    await collectLayers(),
  );
});

test("the program needs no package, and hands on the licences of those in it", async () => {
  const scripts = await importsOf(program);
  const packages = [...scripts.values()].flat().filter(({ external, path }) => external && !isBuiltin(path));
  expect(packages).toEqual([]);
  const licenses = await read("licenses.txt");
  for (const name of ["yargs", "handlebars", "prompts", "execa"]) {
    expect(licenses).toMatch(new RegExp(`^${name} \\d`, "m"));
  }
});

test("help, questions, templates and running programs are loaded only when they are needed", async () => {
  const scripts = await importsOf(program);
  const loaded = new Set(["bin.js"]);
  for (const script of loaded) {
    const needed = (scripts.get(script) ?? []).filter(({ kind }) => kind === "import-statement");
    for (const { path } of needed) loaded.add(basename(path));
  }
  for (const name of ["help", "yargs", "prompts", "plan", "execa", "install"]) {
    const isNamed = (script: string) => script.startsWith(`${name}-`);
    expect([name, [...scripts.keys()].some(isNamed), [...loaded].some(isNamed)]).toEqual([name, true, false]);
  }
});
