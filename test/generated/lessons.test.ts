import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";
import { python } from "../support/python-environment.ts";
import { testFolder } from "../support/test-folder.ts";

const layers = await collectLayers();

const projects = [
  {
    framework: "node",
    handler: "src/handler.js",
    solution: "solution.js",
    runner: [process.execPath, "lessons/lesson.js"],
  },
  {
    framework: "llmbrick",
    handler: "handler.py",
    solution: "solution.py",
    runner: [python ?? "", "lesson.py"],
  },
] as const;

test.each(projects.filter(({ runner }) => runner[0] !== ""))(
  "a reader of a $framework project fails, learns, passes, goes on and gets a certificate, without an install",
  { timeout: 120_000 },
  async ({ framework, handler, solution, runner: [program, script] }) => {
    const folder = await testFolder();
    const { files } = plan(
      options({ framework, language: "js", features: ["workshop"], lang: "en" }),
      layers,
    );
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const lesson = (...args: string[]) =>
      execa(program, [script, ...args], { cwd: folder, reject: false, all: true, stdin: "ignore" });
    const text = (path: string) => readFile(join(folder, path), "utf8");
    const original = await text(handler);

    const first = await lesson("check");
    expect(first.exitCode).toBe(1);
    expect(first.stdout).toContain("[not yet] The answer greets whoever wrote");
    expect(first.stdout).toContain('Seen: "Hello, nobody!"');
    const extension = handler.slice(handler.lastIndexOf("."));
    expect(await text(`lessons/work/before/aside-1${extension}`)).toBe(original);

    expect((await lesson("next")).exitCode).toBe(2);
    expect((await lesson("hint")).stdout).toContain("Hint 1 of 3");
    await writeFile(join(folder, handler), await text(`lessons/01-hello/${solution}`));
    const second = await lesson("check");
    expect(second.exitCode).toBe(0);
    expect(second.stdout).toContain("Well done!");
    expect(await text(`lessons/work/01-hello/handler${extension}`)).toBe(await text(handler));

    expect((await lesson("next")).stdout).toContain("Lesson 2 of 12");
    await writeFile(join(folder, handler), "of my own");
    expect((await lesson("reset")).stdout).toContain("aside-1");
    expect(await text(`lessons/work/02-tokens/aside-1${extension}`)).toBe("of my own");
    await lesson("solution");
    expect((await lesson("jump", "99")).exitCode).toBe(2);
    expect((await lesson("--port-base", "70000")).exitCode).toBe(2);

    await lesson("report", "--name", "Ada <b>");
    const report = JSON.parse(await text("lesson-report.json"));
    expect(report.name).toBe("Ada <b>");
    expect(report.lessons[0]).toMatchObject({ name: "01-hello", attempts: 2, looked: false });
    expect(report.lessons[1]).toMatchObject({ name: "02-tokens", passed: null, looked: true });
    let before = "";
    for (const { hash, ...attempt } of report.attempts) {
      const chained = `${before}\n${JSON.stringify(attempt)}`;
      expect(hash).toBe(createHash("sha256").update(chained).digest("hex"));
      before = hash;
    }
    const page = await text("lesson-report.html");
    expect(page).toMatch(/Ada &(lt|#60);b/);
    expect(page).toContain("1 of 12 lessons passed");
    expect(page).toContain(before);
  },
);
