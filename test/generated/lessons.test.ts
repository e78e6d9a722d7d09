import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { lacksPython, lessonProject } from "../lessons/project.ts";
import { testFolder } from "../support/test-folder.ts";

/** Without an install, it may be that this Node runs no TypeScript. */
const runsTypes = Boolean((process.features as { typescript?: unknown }).typescript);

const projects = [
  { framework: "node", language: "js", isSkipped: false },
  { framework: "node", language: "ts", isSkipped: !runsTypes },
  { framework: "llmbrick", language: "js", isSkipped: lacksPython },
] as const;

for (const { framework, language, isSkipped } of projects) {
  test.skipIf(isSkipped)(
    `a reader of a project (${framework}, ${language}) fails, learns, passes, goes on and gets a certificate, without an install`,
    { timeout: 120_000 },
    async () => {
      const { lesson, read, write, handler, extension } = await lessonProject(await testFolder(), {
        framework,
        language,
      });
      const original = await read(handler);

      const first = await lesson("check");
      expect(first.exitCode, first.all).toBe(1);
      expect(first.stdout).toContain("[not yet] The answer greets whoever wrote");
      expect(first.stdout).toContain('Seen: "Hello, nobody!"');
      expect(await read(`lessons/work/before/aside-1.${extension}`)).toBe(original);

      expect((await lesson("next")).exitCode).toBe(2);
      expect((await lesson("hint")).stdout).toContain("Hint 1 of 3");
      await write(handler, await read(`lessons/01-hello/solution.${extension}`));
      const second = await lesson("check");
      expect(second.exitCode).toBe(0);
      expect(second.stdout).toContain("Well done!");
      expect(await read(`lessons/work/01-hello/handler.${extension}`)).toBe(await read(handler));

      expect((await lesson("next")).stdout).toContain("Lesson 2 of 12");
      await write(handler, "of my own");
      expect((await lesson("reset")).stdout).toContain("aside-1");
      expect(await read(`lessons/work/02-tokens/aside-1.${extension}`)).toBe("of my own");
      await lesson("solution");

      await lesson("report", "--name", "Ada <b>");
      const report = JSON.parse(await read("lesson-report.json"));
      expect(report.name).toBe("Ada <b>");
      expect(report.lessons[0]).toMatchObject({ name: "01-hello", attempts: 2, looked: false });
      expect(report.lessons[1]).toMatchObject({ name: "02-tokens", passed: null, looked: true });
      let before = "";
      for (const { hash, ...attempt } of report.attempts) {
        const chained = `${before}\n${JSON.stringify(attempt)}`;
        expect(hash).toBe(createHash("sha256").update(chained).digest("hex"));
        before = hash;
      }
      const page = await read("lesson-report.html");
      expect(page).toMatch(/Ada &(lt|#60);b/);
      expect(page).toContain("1 of 12 lessons passed");
      expect(page).toContain(before);
    },
  );

  test.skipIf(isSkipped)(
    `what is not understood, and progress that is none, is told to a reader (${framework}, ${language})`,
    { timeout: 60_000 },
    async () => {
      const { lesson, write } = await lessonProject(await testFolder(), { framework, language });
      for (const [args, told] of [
        [["jump", "99"], "There is no lesson 99"],
        [["jump"], "There is no lesson"],
        [["--port-base", "70000"], "--port-base: 70000 is no port"],
        [["--port-base", "-1"], ""],
        [["--portbase", "9100"], "That is not understood: --portbase 9100."],
        [["report", "--name"], "That is not understood: report --name."],
        [["dance"], "That is not understood: dance. Commands: hint"],
      ] as const) {
        const { exitCode, all } = await lesson(...args);
        expect([args, exitCode]).toEqual([args, 2]);
        expect(all).toContain(told);
      }
      for (const broken of ["{", "[]", '{"lesson":"99-none","hints":{},"attempts":[]}']) {
        await write("lessons/progress.json", broken);
        const { exitCode, all } = await lesson("hint");
        expect([exitCode, all]).toEqual([
          2,
          expect.stringMatching(/^lessons.progress\.json can't be read\./),
        ]);
      }
    },
  );
}

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
