import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { packProgram } from "../support/packed.ts";
import { run } from "../support/program.ts";
import { temporaryFolder, testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";

const folder = temporaryFolder();
const packed = await packProgram(folder);

/** npm's settings, with nothing of this machine's. */
const npmSettings = {
  npm_config_userconfig: join(folder, "npmrc"),
  npm_config_cache: join(folder, "cache"),
  npm_config_yes: "true",
};
describe("the package", () => {
  const paths = packed.files.map(({ path }) => path);

  test("holds the program, its words for the reader, and nothing else", () => {
    expect(paths.filter((path) => !path.startsWith("dist/"))).toEqual([
      "LICENSE",
      "README.md",
      "package.json",
    ]);
    const texts = paths.filter((path) => !/\.(cjs|json|br)$/.test(path));
    expect(texts).toEqual(["LICENSE", "README.md", "dist/licenses.txt"]);
    expect(paths).toEqual(
      expect.arrayContaining(["dist/bin.cjs", "dist/answers.schema.json", "dist/outcome.schema.json"]),
    );
  });

  test("is at most 620 kB packed", () => {
    expect(packed.size).toBeLessThanOrEqual(620_000);
  });
});

describe("the package, installed in an empty folder", { timeout: 60_000 }, () => {
  beforeAll(async () => {
    await execa("npm", ["install", "--prefix", folder, packed.tarball], { cwd: folder, env: npmSettings });
  }, 60_000);

  test("brings no other package", async () => {
    const installed = await readdir(join(folder, "node_modules"));
    expect(installed.filter((name) => !name.startsWith("."))).toEqual(["create-llmbrick-sse"]);
  });

  test("generates the same project through npm exec as by itself", async () => {
    const args = ["my-server", "--yes", "--no-install", "--no-git", "--lang", "en"];
    const byNpm = await testFolder();
    const words = ["exec", "--prefix", folder, "create-llmbrick-sse", "--", ...args];
    await execa("npm", words, { cwd: byNpm, env: npmSettings });
    const itself = await testFolder();
    await run(args, { cwd: itself });
    expect(await treeOf(byNpm)).toEqual(await treeOf(itself));
    expect(await treeOf(byNpm)).toHaveProperty(["my-server/src/handler.ts"]);
  });
});
