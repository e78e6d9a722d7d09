import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { UserError } from "../../src/errors.ts";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { saidBy, wayOutOf, wordsOf } from "../../src/report/phrase.ts";

const error = new UserError("WRITE_FAILED", ["writeFailed", "/app", "ENOSPC"], { hint: ["fix", "venv"] });

test("an error is put into the words of a language when it is told", () => {
  expect(saidBy(error, en)).toBe("The files can't be written: /app: the disk is full.");
  expect(saidBy(error, zhTW)).toContain(zhTW.reasons.ENOSPC);
  expect([wayOutOf(error, en), wayOutOf(error, zhTW)]).toEqual([
    en.doctor.fixes.venv,
    zhTW.doctor.fixes.venv,
  ]);
});

test("a code of the system that there are no words for is shown as it is", () => {
  expect(wordsOf(["writeFailed", "/app", "ESTRANGE"], en)).toContain("ESTRANGE");
});

test("the end of a program's output follows", () => {
  const failed = new UserError("GIT_FAILED", ["commandFailed", "git init"], { output: "a\r\n\nb\n" });
  expect(saidBy(failed, en)).toBe("git init failed.\na\nb");
});

test("what touches the disk or runs programs has no words", async () => {
  const src = join(import.meta.dirname, "../../src");
  const names = (await readdir(src, { recursive: true })).map((name) => name.replaceAll("\\", "/"));
  const wordless = names.filter((name) => /^(?:effects\/(?!verify\/)|plan\/|platforms\/).*\.ts$/.test(name));
  const worded: string[] = [];
  for (const name of wordless) {
    if (/i18n\//.test(await readFile(join(src, name), "utf8"))) worded.push(name);
  }
  expect(wordless.length).toBeGreaterThan(30);
  expect(worded).toEqual([]);
});
