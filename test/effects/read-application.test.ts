import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { expect, test } from "vitest";
import { lookAtApplication } from "../../src/effects/read-application.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";

/** What is found in a folder of these files. */
async function foundIn(files: Readonly<Record<string, string>>) {
  const folder = await testFolder();
  for (const [path, text] of Object.entries(files)) await outputFile(join(folder, path), text);
  return lookAtApplication(testIo({ cwd: folder }), folder, undefined);
}

const json = JSON.stringify;

/** An application in TypeScript, which is refused where no options can be read of its compiler. */
const typed = { "package.json": json({ dependencies: { express: "^5" } }), "app.ts": "" };

test.each([
  ["extends itself, five times in each round", { extends: Array(5).fill("./tsconfig.json") }],
  ["extends a hundred thousand", { extends: Array(100_000).fill("none") }],
  ["extends what no path can name", { extends: ["a\0b", "a".repeat(300)] }],
  ["has a part that no path can name", { files: [], references: [{ path: "a\0b" }] }],
  ["has values of other kinds", { compilerOptions: { module: 5, lib: "es2022", moduleResolution: {} } }],
  ["has no options but text", { compilerOptions: "strict" }],
])("a tsconfig.json that %s is read in no time, as far as it can be", async (_what, config) => {
  expect(await foundIn({ ...typed, "tsconfig.json": json(config) })).toEqual({ kind: "noInterop" });
});

const deep = "[".repeat(100_000);

test("JSON that is too deep is none", async () => {
  expect(await foundIn({ ...typed, "tsconfig.json": deep })).toEqual({ kind: "noInterop" });
  expect(await foundIn({ "package.json": deep })).toMatchObject({ kind: "unreadable" });
});

test("of the files that a tsconfig.json extends, each beats what it extends, and the ones before it", async () => {
  const found = await foundIn({
    ...typed,
    "tsconfig.json": json({ extends: ["./first", "./last"], compilerOptions: { strict: true } }),
    "first.json": json({ compilerOptions: { lib: ["es2022"], strict: false, esModuleInterop: false } }),
    "last.json": json({ extends: "./base.json", compilerOptions: { esModuleInterop: true } }),
    "base.json": json({ compilerOptions: { lib: ["es5"], esModuleInterop: false, target: "es2022" } }),
  });
  expect(found).toMatchObject({ application: { form: "ts-cjs", isUnchecked: true } });
});

test("a main file of a name that is too long is none", async () => {
  const name = "a".repeat(300);
  const manifest = { dependencies: { express: "^5" }, main: `${name}.js` };
  expect(await foundIn({ "package.json": json(manifest), "app.js": "" })).toMatchObject({
    application: { main: "app.js" },
  });
  const pyproject = `[project]\nname = "${name}"\ndependencies = ["fastapi"]\n`;
  expect(await foundIn({ "pyproject.toml": pyproject, "main.py": "" })).toMatchObject({
    application: { main: "main.py" },
  });
});

test("a main file is read without the mark that some editors begin it with", async () => {
  const found = await foundIn({
    "package.json": typed["package.json"],
    "app.js": '\uFEFFimport { make } from "./make.js";\nmake();\n',
  });
  expect(found).toMatchObject({ application: { by: "import" } });
  const made = { "requirements.txt": "fastapi", "main.py": "\uFEFFweb = FastAPI()\n" };
  expect(await foundIn(made)).toMatchObject({ application: { app: "web" } });
});
