import { rm } from "node:fs/promises";
import { join } from "node:path";
import { outputFile, outputJson } from "fs-extra/esm";
import { expect, test } from "vitest";
import { checkInstalled } from "../../src/effects/installed.ts";
import { en } from "../../src/i18n/en.ts";
import { workInEnglish } from "../support/in-english.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";

/** A project whose packages are there. */
async function installedProject(): Promise<string> {
  const folder = await testFolder();
  await outputJson(join(folder, "package.json"), {
    scripts: { dev: "tsx watch src/index.ts", check: "tsc && node --test" },
    dependencies: { "@scope/server": "^1.0.0" },
    devDependencies: { tsx: "^4.0.0", typescript: "^7.0.0" },
  });
  const packages = {
    "@scope/server": { bin: "./uncalled.js" },
    tsx: { bin: "./tsx.js" },
    typescript: { bin: { tsc: "./tsc.js" } },
  };
  for (const [name, manifest] of Object.entries(packages)) {
    await outputJson(join(folder, "node_modules", name, "package.json"), manifest);
  }
  await outputFile(join(folder, "node_modules/.bin/tsx"), "");
  await outputFile(join(folder, "node_modules/.bin/tsc.cmd"), "");
  return folder;
}

const check = (folder: string) => checkInstalled(testIo(), folder, "npm install");

test("what the project needs is there", async () => {
  expect(await check(await installedProject())).toBeUndefined();
});

test.each([
  [["tsx"], "tsx"],
  [["@scope/server"], "@scope/server"],
  [[".bin"], ".bin/tsx, .bin/tsc"],
  [[".bin/tsc.cmd"], ".bin/tsc"],
  [["."], "@scope/server, tsx, typescript"],
])("without %j, the install has failed", async (removed, missing) => {
  const folder = await installedProject();
  for (const path of removed) await rm(join(folder, "node_modules", path), { recursive: true });
  await expect(workInEnglish(check(folder))).rejects.toMatchObject({
    code: "INSTALL_FAILED",
    exitCode: 4,
    message: en.errors.leftOut("npm install", missing),
    hint: en.errors.leftOutHint,
  });
});

test("a package whose package.json is none is missing", async () => {
  const folder = await installedProject();
  await outputFile(join(folder, "node_modules/tsx/package.json"), "{");
  await expect(workInEnglish(check(folder))).rejects.toMatchObject({
    message: en.errors.leftOut("npm install", "tsx"),
  });
});

test("with Plug'n'Play there is nothing to look at", async () => {
  const folder = await installedProject();
  await rm(join(folder, "node_modules"), { recursive: true });
  await outputFile(join(folder, ".pnp.cjs"), "");
  expect(await check(folder)).toBeUndefined();
});
