import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { zipSync } from "fflate";
import { outputFile } from "fs-extra/esm";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Cancelled } from "../../src/errors.ts";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { main } from "../../src/main.ts";
import { type Grading, grading, hello, placeFor, realIo, rightAnswer } from "../support/grading.ts";
import { outcomeIn } from "../support/outcome-document.ts";
import { testFolder } from "../support/test-folder.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const KEPT = `lessons/work/${hello}/handler.js`;
const wrong = "export async function* handler() {}";

const { sandbox } = await placeFor("js");
const right = await rightAnswer("js");
let grader: Grading;

/** A report as the lessons' runner writes it. */
function reportOn(code: string, changes: object = {}) {
  const attempt = { at: "2026-01-01T00:00:00.000Z", lesson: hello, result: "passed", handler: sha256(code) };
  const hash = sha256(`\n${JSON.stringify(attempt)}`);
  const checks = grader.bench.lessons.find(({ name }) => name === hello)?.hash;
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

test("where nothing keeps it from being root, as the teacher is, no handler is run; where the teacher is not, it is told", async () => {
  const folder = await testFolder();
  await outputFile(join(folder, `one/${KEPT}`), right);
  await outputFile(join(folder, "one/.llmbrick.json"), "{}");
  const io = { ...realIo({ cwd: folder }), run: async () => ({ status: "failed", output: "" }) as const };
  const exitCode = await main(["grade", folder], io);
  const told = process.getuid?.() === 0 ? [1, en.grade.faults.asRoot] : [0, en.grade.open];
  expect([exitCode, io.out()]).toEqual([told[0], expect.stringContaining(String(told[1]))]);
});

describe.skipIf(!sandbox)("a class", () => {
  beforeAll(async () => {
    grader = await grading("js");
  });

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
    await put("packed.rar", "no zip archive");
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
      "packed.rar": 0,
    });
    expect(document.ignored).toEqual(["notes.txt"]);
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
    const faults = ["=1+1", "broken.zip", "packed.rar"].map((name) => byName[name].fault);
    expect(faults).toEqual(["noProject", "damaged", "noArchive"]);
  });

  test("is told in a table and for a spreadsheet, in both languages", async () => {
    const folder = await testFolder();
    await outputFile(join(folder, `=1+1/${KEPT}`), right);
    await outputFile(join(folder, "=1+1/lesson-report.json"), reportOn(right, { passed: null }));
    await outputFile(join(folder, "a; =2/lesson-report.json"), "{}");
    await outputFile(join(folder, "names.csv"), "");
    const { out } = await grade(folder);
    expect(out).toMatch(/^Submission {2}01 02 .* Points\n=1\+1 {9}\+ {2}\. .* 1\n/);
    expect(out).toContain(`\n    ${hello}: ${en.grade.mismatches.unclaimed}\n`);
    expect(out).toContain(grader.sandbox.isClosed ? en.grade.closed : en.grade.open);
    expect(out).toContain(en.grade.ignored(["names.csv"]));
    const csv = await grade(folder, ["--csv", "--lang", "zh-TW"]);
    expect(csv.out).toMatch(/^\uFEFF繳交,姓名,01-hello,.*,分數,備註\r\n'=1\+1,小明,1,0,.*,1,01-hello: /);
    expect(csv.out).toContain("\r\na; '=2,");
    expect(csv.out).toContain(zhTW.grade.mismatches.unclaimed);
  });

  test("of one: its project itself, or its archive", async () => {
    const folder = await testFolder();
    const project = { [KEPT]: wrong, ".llmbrick.json": "{}" };
    for (const [path, text] of Object.entries(project))
      await outputFile(join(folder, "my-server", path), text);
    const files = Object.entries(project).map(([path, text]) => [path, Buffer.from(text)]);
    await outputFile(join(folder, "my.zip"), zipSync(Object.fromEntries(files)));
    for (const name of ["my-server", "my.zip"]) {
      const { exitCode, document } = await documentOf(join(folder, name));
      expect([exitCode, document.submissions]).toMatchObject([0, [{ name, points: 0 }]]);
    }
  });

  test("that is stopped: what is graded by then is told, and that the rest is not", async () => {
    const folder = await testFolder();
    for (const name of ["a", "b"]) await outputFile(join(folder, name, KEPT), right);
    for (const name of ["a", "b"]) await outputFile(join(folder, name, ".llmbrick.json"), "{}");
    const io = realIo({ cwd: folder, signal: AbortSignal.abort(new Cancelled("SIGINT")) });
    const exitCode = await main(["grade", folder, "--json"], io);
    const { submissions } = outcomeIn(io.out());
    expect([exitCode, submissions]).toMatchObject([130, [{ fault: "stopped" }, { fault: "stopped" }]]);
  });

  test("that is not there, or is empty", async () => {
    const folder = await testFolder();
    expect(await grade(folder)).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining(en.grade.noneHint),
    });
    expect(await grade(join(folder, "nowhere"))).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining("can't be read"),
    });
  });
});

describe.skipIf(!sandbox)("a submission", () => {
  beforeAll(async () => {
    grader = await grading("js");
  });

  const first = (code: string) => `${code}\n${right}`;

  test("sees nothing of the environment, and of the network only its own", { timeout: 60_000 }, async () => {
    process.env.A_SECRET_OF_THE_TEACHER = "1";
    let isReached = false;
    const server = createServer((_request, response) => {
      isReached = true;
      response.end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      delete process.env.A_SECRET_OF_THE_TEACHER;
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const call = grader.sandbox.isClosed ? `await fetch("http://127.0.0.1:${port}").catch(() => {});` : "";
    const code = first(`if (process.env.A_SECRET_OF_THE_TEACHER) process.exit();\n${call}`);
    expect(await grader.run({ [hello]: code })).toEqual(new Map([[hello, { state: "passed" }]]));
    expect(isReached).toBe(false);
  });

  test("that says it passed does not, and the lessons after it are run", { timeout: 60_000 }, async () => {
    const said = JSON.stringify({ name: hello, results: [] });
    const code = first(`console.log(${JSON.stringify(said)}); process.exit();`);
    const outcomes = await grader.run({ [hello]: code, "02-tokens": wrong });
    expect([...outcomes.values()].map(({ state }) => state)).toEqual(["failed", "failed"]);
  });
});
