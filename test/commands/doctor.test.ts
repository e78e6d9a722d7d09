import * as fs from "node:fs/promises";
import { expect, test } from "vitest";
import { main } from "../../src/main.ts";
import { version } from "../../src/version.ts";
import { changedFs, examine, machine } from "../support/doctor.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";

test("a machine that has everything", async () => {
  const { exitCode, document, cwd } = await examine();
  expect(exitCode).toBe(0);
  expect(document).toEqual({
    ok: true,
    version,
    checks: [
      { name: "node", status: "ok", found: "22.1.0" },
      { name: "packageManager", status: "ok", found: "npm 11.1.0" },
      { name: "git", status: "ok", found: "2.47.0.windows.1" },
      { name: "python", status: "ok", found: "python3 (Python 3.12.1)" },
      { name: "port", status: "ok", found: "9000 is free" },
      { name: "proxy", status: "ok", found: "none" },
      { name: "registry", status: "ok", found: "https://registry.example.com/ answers" },
      { name: "disk", status: "ok", found: expect.stringMatching(`^\\d+ MB free in ${cwd}$`) },
      { name: "write", status: "ok", found: cwd },
      { name: "cache", status: "ok", found: "/tmp/no-cache-yet" },
    ],
  });
  expect(await fs.readdir(cwd)).toEqual([]);
});

test("what programs say in colour is told without", async () => {
  const { found } = await examine([], {
    "npm --version": "\u001B[33mnpm warn\u001B[0m\r\n\u001B[1m11.1.0\u001B[0m\r\n",
    "npm ping": {
      status: "failed",
      output: "npm \u001B[31merror\u001B[0m \u001B[94mcode\u001B[0m \u001B[31mE401\u001B[0m\n",
    },
  });
  expect(found.packageManager.found).toBe("npm 11.1.0");
  expect(found.registry.found).toBe("https://registry.example.com/ refuses access (401)");
});

test("for people: one line a check, its fix below it, in columns; in Chinese too", async () => {
  const io = testIo({ cwd: await testFolder(), respond: machine({ "git --version": undefined }) });
  expect(await main(["doctor"], io)).toBe(0);
  expect(io.out()).toMatch(/^ok {7}Node\.js {11}22\.1\.0\nok {7}package manager {3}npm 11\.1\.0\n/);
  expect(io.out()).toContain(
    "\nwarning  git               git is not on the PATH\n                           Get git 2.28 or later",
  );
  expect(io.out()).not.toContain("\u001B");

  const chinese = testIo({ cwd: await testFolder(), respond: machine() });
  await main(["doctor", "--lang", "zh-TW"], chinese);
  expect(chinese.out()).toContain("正常  套件管理工具  npm 11.1.0\n正常  git           2.47.0");
});

test("a fault of this program is none of the machine's", async () => {
  const broken = changedFs({ mkdir: () => Promise.reject(new TypeError("oops")) });
  const io = testIo({ cwd: await testFolder(), respond: machine(), fs: broken });
  expect(await main(["doctor"], io)).toBe(1);
  expect(io.err()).toContain("A fault of this program: TypeError: oops");
});
