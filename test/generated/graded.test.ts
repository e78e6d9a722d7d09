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

describe("a submission that means harm", () => {
  const read = async (fill: (folder: string) => Promise<unknown>) => {
    const folder = await testFolder();
    await fill(folder);
    return readSubmission(join(folder, "it"), testIo());
  };

  test("by links: none is followed", async () => {
    const read1 = await read(async (folder) => {
      await outputFile(join(folder, "secret.js"), "secret");
      await mkdir(join(folder, `it/lessons/work/${hello}`), { recursive: true });
      await symlink(join(folder, "secret.js"), join(folder, "it", KEPT));
      await symlink(folder, join(folder, "it/src"));
      await symlink(join(folder, "it"), join(folder, "it/lessons/round"));
      await writeFile(join(folder, "it/.llmbrick.json"), "{}");
    });
    expect(read1).toBe("noHandlers");
  });

  test("by an archive: names that lead out, a bomb, one that is cut", async () => {
    const folder = await testFolder();
    const readZip = async (bytes: Uint8Array) => {
      await writeFile(join(folder, "it.zip"), bytes);
      return readSubmission(join(folder, "it.zip"), testIo());
    };
    const bomb = new Uint8Array(50_000_000);
    const files = {
      [`../../${KEPT}`]: Buffer.from(right),
      [`/a/../${KEPT}`]: Buffer.from(right),
      [KEPT]: bomb,
    };
    const zip = zipSync({ ...files, ".llmbrick.json": Buffer.from("{}") }, { level: 9 });
    expect(zip.length).toBeLessThan(200_000);
    expect(await readZip(zip)).toBe("noHandlers");
    expect(await readZip(zip.subarray(0, zip.length - 30))).toBe("noArchive");
  });

  /** Runs a handler, and gives what came of it. */
  async function run(code: string, other?: string) {
    const runtime = await runtimeFor("js", realIo({ cwd: "/" }));
    if (typeof runtime === "string") throw new Error(runtime);
    const handlers = new Map([
      [hello, code],
      ...(other === undefined ? [] : ([["02-tokens", other]] as const)),
    ]);
    const submission: Submission = {
      name: "it",
      language: "js",
      handlers,
      others: new Map(),
      report: undefined,
    };
    const limits = { patience: 2, lesson: 4, submission: 20 };
    const outcomes = await rerun(submission, bench, runtime, sandbox, signal, limits);
    return outcomes.get(hello);
  }
  const first = (code: string) => `${code}\n${right}`;

  test.each([
    ["loops when it is loaded", first("for (;;);")],
    ["loops when it is asked", "export async function* handler() { for (;;); }"],
    ["ends its process", first("process.exit();")],
    ["kills its parent", first("process.kill(process.ppid, 'SIGKILL'); for (;;);")],
    ["prints without an end", first("for (;;) process.stdout.write('x'.repeat(100_000));")],
    [
      "answers without an end",
      "export async function* handler() { for (;;) yield { id: '1', type: 'text', text: 'x', progress: 'IN_PROGRESS' }; }",
    ],
    ["takes all memory", first("const all = []; for (;;) all.push(new Array(1_000_000).fill({}));")],
    [
      "starts others",
      first(
        "import { spawn } from 'node:child_process';\nfor (;;) spawn(process.execPath, ['-e', 'for (;;);']);",
      ),
    ],
    ["deletes its folder", first("import { rmSync } from 'node:fs';\nrmSync('.', { recursive: true });")],
    ["says that it passed", first(`console.log('{"name":"${hello}","results":[]}'); process.exit();`)],
    [
      "reads what is not its own",
      first("import { readFileSync } from 'node:fs';\nreadFileSync('/etc/passwd');"),
    ],
    ["is no code", "%%%"],
  ])("%s: it does not pass", { timeout: 60_000 }, async (_what, code) => {
    const outcome = await run(code);
    expect(["failed", "ended", "late"]).toContain(outcome?.state);
  });

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
    const call = sandbox.isClosed ? `await fetch("http://127.0.0.1:${port}").catch(() => {});` : "";
    expect(await run(first(`if (process.env.A_SECRET_OF_THE_TEACHER) process.exit();\n${call}`))).toEqual({
      state: "passed",
    });
    expect(isReached).toBe(false);
  });

  test("leaves the lessons after it to be run", { timeout: 60_000 }, async () => {
    const runtime = await runtimeFor("js", realIo({ cwd: "/" }));
    if (typeof runtime === "string") throw new Error(runtime);
    const last = bench.lessons.at(-1)?.name ?? "";
    const endless = right.replace(
      /\}\s*;?\s*$/,
      `for (;;) yield { id: String(Math.random()), type: "text", progress: "IN_PROGRESS", text: "x".repeat(10_000) };\n}`,
    );
    const handlers = new Map([
      [hello, endless],
      [last, wrong],
    ]);
    const submission: Submission = {
      name: "it",
      language: "js",
      handlers,
      others: new Map(),
      report: undefined,
    };
    const outcomes = await rerun(submission, bench, runtime, sandbox, signal, {
      patience: 2,
      lesson: 4,
      submission: 20,
    });
    expect(["failed", "ended"]).toContain(outcomes.get(hello)?.state);
    expect(outcomes.get(last)?.state).toBe("failed");
  });
});
