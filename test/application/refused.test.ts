import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { outputFile, outputJson } from "fs-extra/esm";
import { expect, test } from "vitest";
import { main } from "../../src/main.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";

test.each([
  ["en", "has fastify 4.29.1", "needs version 5 or later", "npm install fastify@5"],
  ["zh-TW", "應用程式的 fastify 是 4.29.1", "5 以上的版本", "npm install fastify@5"],
])("an application of too old a framework, by what is installed: %s", async (lang, ...words) => {
  const root = await testFolder();
  const cwd = join(root, "packages/api");
  await outputJson(join(cwd, "package.json"), { dependencies: { fastify: "^5.0.0" } });
  await outputFile(join(cwd, "app.js"), "");
  // Where a package manager puts what several applications have.
  await outputJson(join(root, "node_modules/fastify/package.json"), { version: "4.29.1" });
  const io = testIo({ cwd });
  expect(await main(["add", "--no-install", "--lang", lang], io)).toBe(2);
  for (const word of words) expect(io.err()).toContain(word);
  expect((await readdir(cwd)).sort()).toEqual(["app.js", "package.json"]);
});

test.each([
  ["en", '{"dependencies":{"express":"5"},"scripts":{},"scripts":{}}', 'has "scripts" twice'],
  ["zh-TW", '{"dependencies":{"express":"5"},"scripts":{},"scripts":{}}', "有兩個「scripts」"],
  [
    "en",
    '{"dependencies":{"express":"5"},"devDependencies":"none"}',
    'has a "devDependencies" that is no object',
  ],
])("a package.json that nothing can be added to, %s: %s", async (lang, text, words) => {
  const cwd = await testFolder();
  await outputFile(join(cwd, "package.json"), text);
  await outputFile(join(cwd, "app.js"), "");
  const io = testIo({ cwd });
  expect([await main(["add", "--no-install", "--lang", lang], io), io.err()]).toEqual([
    2,
    expect.stringContaining(words),
  ]);
  expect(await readFile(join(cwd, "package.json"), "utf8")).toBe(text);
});

test.each([
  ["en", "a folder called chat, or a file such as chat.js"],
  ["zh-TW", "chat 的資料夾，或 chat.js 這類檔案"],
])("the folder's names are taken by files, too: %s", async (lang, words) => {
  const cwd = await testFolder();
  await outputJson(join(cwd, "package.json"), { dependencies: { express: "^5.0.0" } });
  for (const path of ["app.js", "chat.js", "llmbrick.ts", "llmbrick-chat.json"])
    await outputFile(join(cwd, path), "");
  const io = testIo({ cwd });
  expect([await main(["add", "--lang", lang], io), io.err()]).toEqual([2, expect.stringContaining(words)]);
});

test("the compiler is known by what is installed above, too", async () => {
  const root = await testFolder();
  const cwd = join(root, "packages/api");
  await outputJson(join(cwd, "package.json"), { dependencies: { express: "^5.0.0" } });
  await outputJson(join(cwd, "tsconfig.json"), { compilerOptions: { module: "commonjs" } });
  await outputFile(join(cwd, "app.ts"), "");
  const add = () => main(["add", "--dry-run"], testIo({ cwd }));
  // Without esModuleInterop, release 5 takes no package such as express by a name.
  expect(await add()).toBe(2);
  await outputJson(join(root, "node_modules/typescript/package.json"), { version: "7.0.2" });
  expect(await add()).toBe(0);
});

test("what a tsconfig.json says is what its first part says, where it has no files of its own", async () => {
  const cwd = await testFolder();
  await outputJson(join(cwd, "package.json"), { dependencies: { express: "^5.0.0" } });
  await outputJson(join(cwd, "tsconfig.app.json"), {
    extends: "./tsconfig.json",
    compilerOptions: { module: "commonjs", esModuleInterop: true },
  });
  await outputFile(join(cwd, "app.ts"), "");
  const add = () => main(["add", "--dry-run"], testIo({ cwd }));
  const references = [{ path: "./tsconfig.app.json" }];
  await outputJson(join(cwd, "tsconfig.json"), { references });
  expect(await add()).toBe(2);
  await outputJson(join(cwd, "tsconfig.json"), { files: [], references });
  expect(await add()).toBe(0);
});
