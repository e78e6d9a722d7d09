import { readFile, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { execa } from "execa";
import { expect, test } from "vitest";
import { answersSchema } from "../../build/answers-schema.ts";
import { helpTexts } from "../../build/help.ts";
import { collectLayers, mapValues } from "../../build/layers.ts";
import { outcomeSchema } from "../../build/outcome-schema.ts";
import type { Layers } from "../../src/plan/layers.ts";
import { unpackLayers } from "../../src/plan/unpack-layers.ts";
import { program } from "../support/generated-project.ts";
import { bareEnv } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";

const dist = dirname(program);
const read = (name: string) => readFile(join(dist, name), "utf8");

test("the schemas, the help and the templates that are shipped are those of the sources", async () => {
  expect(JSON.parse(await read("answers.schema.json"))).toEqual(JSON.parse(JSON.stringify(answersSchema())));
  expect(JSON.parse(await read("outcome.schema.json"))).toEqual(JSON.parse(JSON.stringify(outcomeSchema())));
  expect(JSON.parse(await read("help.json"))).toEqual(await helpTexts());
  const layers = await collectLayers();
  const packed = await readFile(join(dist, "layers.br"));
  const unpack = async (names: string[]) =>
    textsOf(await unpackLayers(packed, (name) => names.includes(name)));
  expect(await unpack(Object.keys(layers))).toEqual(layers);
  const { core, page } = layers;
  expect(await unpack(["core", "core.ts", "page"])).toEqual({ core, page });
});

/** The layers with their files as text. */
const textsOf = (layers: Layers<Buffer>): Layers =>
  mapValues(layers, (files) => mapValues(files, (content) => content.toString()));

test("the program needs no package, and hands on the licences of those in it", async () => {
  const { metafile } = await build({
    entryPoints: [program],
    bundle: true,
    platform: "node",
    packages: "external",
    write: false,
    metafile: true,
    logLevel: "error",
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  expect(imports.filter(({ external, path }) => external && !isBuiltin(path))).toEqual([]);
  const licenses = await read("licenses.txt");
  for (const name of ["jsonc-parser", "prompts", "execa", "cross-spawn"]) {
    expect(licenses).toMatch(new RegExp(`^${name} \\d`, "m"));
  }
});

const PROJECT = ["app", "--yes", "--no-install", "--no-git"];

test.each([
  ["--help", ["--help"], ["bin.cjs"], ["crypto"]],
  // The files' hashes need it.
  ["a project", PROJECT, ["bin.cjs"], []],
  ["a project in Chinese", [...PROJECT, "--lang", "zh-TW"], ["bin.cjs", "zh-TW.cjs"], []],
])(
  "%s loads the scripts that it needs, and of Node nothing that is slow to load",
  async (_what, argv, needed, unneeded) => {
    const cwd = await testFolder();
    const hook = join(cwd, "tell.cjs");
    await writeFile(
      hook,
      `process.on("exit", () => require("node:fs").writeFileSync("told.json", JSON.stringify({
      scripts: Object.keys(require.cache), parts: process.moduleLoadList })));`,
    );
    await execa(process.execPath, ["--require", hook, program, ...argv], {
      cwd,
      env: bareEnv,
      extendEnv: false,
      // As a terminal or a pipe, the standard streams would need more.
      stdio: "ignore",
    });
    const { scripts, parts } = JSON.parse(await readFile(join(cwd, "told.json"), "utf8"));
    expect(scripts.map((path: string) => basename(path))).toEqual(["tell.cjs", ...needed]);
    expect(parts).toContain("NativeModule fs");
    for (const name of [...unneeded, "net", "child_process", "readline", "fs/promises"]) {
      expect(parts).not.toContain(`NativeModule ${name}`);
    }
  },
);
