import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { bareEnv, fakePrograms } from "../support/program.ts";
import { Terminal } from "../support/terminal.ts";
import { testFolder } from "../support/test-folder.ts";

test("an install shows its last line while it runs, and removes it", async () => {
  const npm = await fakePrograms({ npm: "echo 'reify: half way'; read -r _ < \"$GO_ON\"; echo done" });
  const goOn = join(npm, "go-on");
  await execa("mkfifo", [goOn]);
  const env = { PATH: `${npm}:${bareEnv.PATH}`, GO_ON: goOn };
  const terminal = new Terminal(["app", "--yes", "--no-git"], { cwd: await testFolder(), env });
  await terminal.waitFor("Installing: npm install");
  await terminal.waitFor("0 s  reify: half way");
  await writeFile(goOn, "\n");
  await terminal.waitFor("Dependencies installed in ");
  expect(await terminal.exitCode()).toBe(0);
});

test.each([30, 120])("an install that fails shows the end of its output, at %i columns", async (cols) => {
  const lines =
    "for n in $(seq 20); do printf '\\033[31mnpm 錯誤\\033[0m %s：找不到套件 some-package@1.2.3\\033[K\\n' $n; done";
  const npm = await fakePrograms({ npm: `${lines}; exit 1` });
  const env = { PATH: `${npm}:${bareEnv.PATH}`, LANG: "zh_TW.UTF-8" };
  const cwd = await testFolder();
  const terminal = new Terminal(["app", "--yes", "--no-git"], { cwd, env, cols });
  expect(await terminal.exitCode()).toBe(4);
  const screen = (await terminal.screen()).split("\n");
  // What the live line showed is gone, and the last lines are there as they were.
  const start = screen.indexOf(zhTW.errors.commandFailed("npm install"));
  expect(screen[start - 1]).toBe(zhTW.report.installing("npm install"));
  const rest = screen.slice(start + 1).join("");
  expect(rest.match(/npm 錯誤 \d+：找不到套件 some-package@1.2.3/g)).toHaveLength(15);
  expect(rest).toContain("npm 錯誤 20：");
  expect(rest).toMatch(/ {2}cd app {2}npm install {2}npm run dev$/);
});
