import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { zipSync } from "fflate";
import { outputFile } from "fs-extra/esm";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { deriveJavaScript } from "../../build/derive-js.ts";
import { readLessons } from "../../scripts/lessons/lesson.ts";
import { type Bench, makeBench } from "../../src/commands/grade/bench.ts";
import { rerun } from "../../src/commands/grade/rerun.ts";
import { runtimeFor } from "../../src/commands/grade/runtimes.ts";
import { findSandbox, type Sandbox } from "../../src/commands/grade/sandbox.ts";
import { readSubmission, type Submission } from "../../src/commands/grade/submission.ts";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { main } from "../../src/main.ts";
import { runProgram } from "../../src/run-program.ts";
import { outcomeIn } from "../support/outcome-document.ts";
import { testFolder } from "../support/test-folder.ts";
import { type TestIoOptions, testIo } from "../support/test-io.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hello = "01-hello";
const KEPT = `lessons/work/${hello}/handler.js`;
const wrong = "export async function* handler() {}";

const signal = new AbortController().signal;
/** Programs are run for real. */
const realIo = (parts: TestIoOptions = {}) => ({
  ...testIo(parts),
  run: (...[command, args, options]: Parameters<ReturnType<typeof testIo>["run"]>) =>
    runProgram(command, args, options, signal),
});

let right: string;
let bench: Bench;
let sandbox: Sandbox;

beforeAll(async () => {
  const [lesson] = await readLessons([hello]);
  right = await deriveJavaScript(lesson?.files["solution.ts"] ?? "");
  const io = realIo({ cwd: "/" });
  bench = await makeBench(io, "node", "en");
  sandbox = await findSandbox(io);
});

/** A report as the lessons' runner writes it. */
function reportOn(code: string, changes: object = {}) {
  const attempt = { at: "2026-01-01T00:00:00.000Z", lesson: hello, result: "passed", handler: sha256(code) };
  const hash = sha256(`\n${JSON.stringify(attempt)}`);
  const checks = bench.lessons.find(({ name }) => name === hello)?.hash;
  const row = {
    name: hello,
    hash: checks,
    attempts: 1,
    passed: attempt.at,
    looked: false,
    handler: sha256(code),
  };
  return JSON.stringify({
    format: 1,
    name: "小明",
    lessons: [{ ...row, ...changes }],
    attempts: [{ ...attempt, hash }],
  });
}

async function grade(folder: string, words: string[] = []) {
  const io = realIo({ cwd: folder });
  const exitCode = await main(["grade", folder, ...words], io);
  return { exitCode, out: io.out(), err: io.err() };
}

async function documentOf(folder: string) {
  const { exitCode, out } = await grade(folder, ["--json"]);
  const document = outcomeIn(out);
  const byName = Object.fromEntries(document.submissions.map((one: { name: string }) => [one.name, one]));
  return { exitCode, document, byName };
}

describe("a class", () => {
  test("of folders and archives: points for what passes when it is run again, whatever a report says", async () => {
    const folder = await testFolder();
    const put = (path: string, text: string | Uint8Array) => outputFile(join(folder, path), text);
    await put(`right/my-server/${KEPT}`, right);
    await put("right/my-server/lesson-report.json", reportOn(right));
    await put(`claims/${KEPT}`, wrong);
    await put("claims/lesson-report.json", reportOn(right, { hash: "0", looked: true }));
    await put("at-work/lessons/progress.json", JSON.stringify({ lesson: hello }));
    await put("at-work/src/handler.js", right);
    await put(
      "zip.zip",
      zipSync({
        [`a\\${KEPT.replaceAll("/", "\\")}`]: Buffer.from(right),
        "a\\.llmbrick.json": Buffer.from("{}"),
      }),
    );
    await put(
      "moodle/work.zip",
      zipSync({ [KEPT]: Buffer.from(right), ".llmbrick.json": Buffer.from("{}") }),
    );
    await put("=1+1/empty.txt", "");
    await put("broken.zip", "no archive");
    await put("notes.txt", "not looked at");

    const { exitCode, document, byName } = await documentOf(folder);
    expect([exitCode, document.ok]).toEqual([1, false]);
    const points = Object.fromEntries(
      Object.entries(byName).map(([name, one]) => [name, (one as { points: number }).points]),
    );
    expect(points).toEqual({
      right: 1,
      claims: 0,
      "at-work": 1,
      "zip.zip": 1,
      moodle: 1,
      "=1+1": 0,
      "broken.zip": 0,
    });
    const markOf = (name: string) =>
      byName[name].marks.find(({ lesson }: { lesson: string }) => lesson === hello);
    expect(byName.right).toMatchObject({ owner: "小明", mismatches: [] });
    expect(markOf("right")).toEqual({
      lesson: hello,
      points: 1,
      outcome: { state: "passed" },
      mismatches: [],
    });
    expect(markOf("claims")).toMatchObject({
      outcome: { state: "failed", check: "greets" },
      mismatches: ["claimed", "otherHandler", "otherChecks", "looked"],
    });
    expect(byName["at-work"].mismatches).toEqual(["noReport"]);
    expect([byName["=1+1"].fault, byName["broken.zip"].fault]).toEqual(["noProject", "noArchive"]);
  });

  test("is told in a table and for a spreadsheet, in both languages", async () => {
    const folder = await testFolder();
    await outputFile(join(folder, `=1+1/${KEPT}`), right);
    await outputFile(join(folder, "=1+1/lesson-report.json"), reportOn(right, { passed: null }));
    const { out } = await grade(folder);
    expect(out).toMatch(/^Submission {2}01 02 .* Points\n=1\+1 {9}\+ {2}\. .* 1\n/);
    expect(out).toContain(`\n    ${hello}: ${en.grade.mismatches.unclaimed}\n`);
    expect(out).toContain(sandbox.isClosed ? en.grade.closed : en.grade.open);
    const csv = await grade(folder, ["--csv", "--lang", "zh-TW"]);
    expect(csv.out).toMatch(/^\uFEFF繳交,姓名,01-hello,.*,分數,備註\r\n'=1\+1,小明,1,0,.*,1,01-hello: /);
    expect(csv.out).toContain(zhTW.grade.mismatches.unclaimed);
  });

  test("that is not there, or is empty", async () => {
    const folder = await testFolder();
    expect(await grade(folder)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining(en.grade.noneHint),
    });
    expect(await grade(join(folder, "nowhere"))).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining("can't be read"),
    });
  });
});

