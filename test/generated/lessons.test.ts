import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { faultsOf, judge, pythonBench } from "../../scripts/lessons/judge.ts";
import { readLessons } from "../../scripts/lessons/lesson.ts";
import { wrapped } from "../../templates/features/workshop/+node/lessons/run/wrap.ts";
import { lacksPython, lessonProject } from "../lessons/project.ts";
import { testLines, testReader, testSeats, testWatch } from "../lessons/runner.ts";
import { python } from "../support/python-environment.ts";
import { testFolder } from "../support/test-folder.ts";

/** Without an install, it may be that this Node runs no TypeScript. */
const runsTypes = Boolean((process.features as { typescript?: unknown }).typescript);

const node = { changes: { framework: "node", language: "js" } } as const;

testReader(node);
testReader({ changes: { framework: "node", language: "ts" }, isSkipped: !runsTypes });
testReader({ changes: { framework: "llmbrick" }, isSkipped: lacksPython });
testLines(node);
testWatch(node);
testSeats();

test.skipIf(runsTypes)(
  "a Node that runs no TypeScript says what is missing, in the reader's language",
  async () => {
    for (const [lang, told] of [
      ["en", `Node ${process.versions.node} does not run TypeScript by itself. Install`],
      ["zh-TW", `Node ${process.versions.node} 無法直接執行 TypeScript。請依照`],
    ] as const) {
      const { lesson } = await lessonProject(await testFolder(), { lang });
      const { exitCode, stdout, stderr } = await lesson("list");
      expect([exitCode, stdout, stderr]).toEqual([1, "", expect.stringContaining(told)]);
      expect(stderr).not.toContain(" at ");
    }
  },
);

describe.skipIf(lacksPython)("in Python", () => {
  test.each([
    ["en", "lesson.py", "does not have the packages of this project. Start it by"],
    ["zh-TW", "lesson.py", "沒有這個專案的套件。請改用"],
    ["en", "server.py", "does not have the packages of this project. Start it by"],
  ] as const)("without the packages, in %s, %s says what to do", async (lang, file, told) => {
    const { folder } = await lessonProject(await testFolder(), { framework: "llmbrick", lang });
    // Without the site, this Python is one that has no packages.
    const ran = await execa(python ?? "", ["-S", file], { cwd: folder, reject: false });
    expect([ran.exitCode, ran.stdout, ran.stderr]).toEqual([1, "", expect.stringContaining(told)]);
    expect(ran.stderr).not.toContain("Traceback");
  });

  test("lines are broken where they are on Node", async () => {
    const lines = [
      "  one two three",
      "每個事件都會說明（`progress`）。最後",
      "  指令：hint（提示）、list   ",
      "a-long-word b 😀 c 😀",
    ];
    const cases = lines.flatMap((line) => [5, 12, 16, 80].map((width) => [line, width] as const));
    const { folder } = await lessonProject(await testFolder(), { framework: "llmbrick" });
    const code =
      "import json, sys; from lessons.run.tell import wrapped; print(json.dumps([wrapped(*one) for one in json.load(sys.stdin)]))";
    const { stdout } = await execa(python ?? "", ["-c", code], { cwd: folder, input: JSON.stringify(cases) });
    expect(JSON.parse(stdout)).toEqual(cases.map((one) => wrapped(...one)));
  });

  test("a reader that has seen enough is no fault", async () => {
    const { folder } = await lessonProject(await testFolder(), { framework: "llmbrick" });
    const { stdout, stderr } = await execa("sh", ["-c", `"${python}" lesson.py list | true`], {
      cwd: folder,
    });
    expect([stdout, stderr]).toEqual(["", ""]);
  });
});

test.skipIf(lacksPython)("every solution passes in Python", { timeout: 300_000 }, async () => {
  const lessons = await readLessons();
  const judged = await judge(pythonBench(python ?? ""), lessons, { onlySolutions: true });
  expect(judged).toHaveLength(lessons.filter(({ platforms }) => platforms.includes("python")).length);
  expect(faultsOf(judged)).toEqual([]);
});
