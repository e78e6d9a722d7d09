import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { makeCertificate } from "../support/certificate.ts";
import { lacks } from "../support/needed-programs.ts";
import { bareEnv, FAKE_INSTALL, fakePrograms, run } from "../support/program.ts";
import { Terminal } from "../support/terminal.ts";
import { testFolder } from "../support/test-folder.ts";

test("an install shows its last line while it runs, and removes it", async () => {
  const npm = await fakePrograms({ npm: `echo 'reify: half way'; read -r _ < "$GO_ON"; ${FAKE_INSTALL}` });
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

describe.skipIf(lacks("openssl"))("a registry whose certificate npm does not trust", () => {
  test("ends the install at once, and leads to what to do about it", async () => {
    const certificate = makeCertificate();
    onTestFinished(certificate.remove);
    const [key, cert] = await Promise.all(
      [certificate.sslKeyfile, certificate.sslCertfile].map((file) => readFile(file)),
    );
    const registry = createServer({ key, cert }).listen(0, "127.0.0.1");
    onTestFinished(() => void registry.close());
    await once(registry, "listening");

    const cwd = await testFolder();
    const address = `https://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
    const env = { npm_config_registry: address, npm_config_cache: join(cwd, "cache") };
    const { exitCode, stderr } = await run(["app", "--yes", "--no-git"], { cwd, env });
    expect(exitCode).toBe(4);
    // npm itself would try again twice, after 10 and 60 seconds.
    expect(stderr).toMatch(
      /^npm install failed\.\n(?:.*\n)*npm http fetch GET \S+ attempt 1 failed with DEPTH_ZERO_/,
    );
    expect(stderr).not.toContain("attempt 2");
    expect(stderr).toContain(en.doctor.fixes.certificate);
  });
});

test("an install that is killed is told as such", async () => {
  const npm = await fakePrograms({ npm: "kill -9 $$" });
  const env = { PATH: `${npm}:${bareEnv.PATH}` };
  const { exitCode, stderr } = await run(["app", "--yes", "--no-git"], { cwd: await testFolder(), env });
  expect(exitCode).toBe(4);
  expect(stderr).toContain(
    "npm install was killed, most likely because memory ran out.\nClose other programs, or give",
  );
});
