import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** All files of the project that hold Chinese for users. */
const files = [
  "README.md",
  "CHANGELOG.zh-TW.md",
  "docs/production.zh-TW.md",
  "docs/resume.zh-TW.md",
  "src/i18n/zh-TW.ts",
  ...readdirSync(join(root, "templates"), { recursive: true, encoding: "utf8" })
    .filter((path) => /zh-TW/.test(path) && !path.includes("node_modules"))
    .map((path) => join("templates", path)),
];

/** One term for one thing: what is not written, and what is written in its place. */
const terms: Record<string, RegExp> = {
  你: /您/,
  handler: /處理函式|處理器/,
  字元: /字符|字數/,
  單一: /單則|單次|單個/,
  行程: /處理程序|進程/,
  紀錄: /記錄|日誌/,
  訊框: /\p{Script=Han} ?frames?\b|\bframes? ?[\p{Script=Han}：]|幀/u,
  維持連線: /保持連線|心跳/,
  套件登錄站: /套件庫|登錄庫|註冊表/,
};

const WIDE = "，。：；！？、（）「」";
/** A space between full-width punctuation and what stands beside it. */
const spaceBesideWide = new RegExp(
  `[${WIDE}] +[\\p{L}\\p{N}\`"'([{$]|[\\p{L}\\p{N}\`"')\\]}] +[${WIDE}]`,
  "u",
);

/** The lines that a pattern is found in, with where they are. */
const linesWith = (pattern: RegExp) =>
  files.flatMap((file) =>
    readFileSync(join(root, file), "utf8")
      .split("\n")
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );

test("the Chinese of every part is looked at", () => {
  const parts = ["src/i18n/", "templates/core/", "templates/python/", "templates/core/", "templates/page/"];
  for (const part of parts) expect(files).toContainEqual(expect.stringContaining(part));
  expect(linesWith(/\p{Script=Han}/u).length).toBeGreaterThan(500);
});

test.each(Object.entries(terms))("one thing has one term: %s", (_term, others) => {
  expect(linesWith(others)).toEqual([]);
});

test("no space stands beside full-width punctuation", () => {
  expect(linesWith(spaceBesideWide)).toEqual([]);
});
