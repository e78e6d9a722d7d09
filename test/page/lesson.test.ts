import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Route } from "../../templates/core/src/llmbrick/http/route.ts";
import { lessonProject } from "../lessons/project.ts";
import { testFolder } from "../support/test-folder.ts";
import { describeInChromium, open } from "./page.ts";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const words = { passed: "passed", failed: "not yet", waiting: "waiting", pageHint: "Show a hint" };
const failed = {
  number: 1,
  text: "# 1 · Say hello\n\nAn answer is a row of **events**.\n",
  hints: ["Look at the last message.", "It is `at(-1)`.", "All of it: …"],
  checks: [
    { state: "failed", title: "It greets", told: ['Seen: "<b>nobody</b>"', "Look again."] },
    { state: "waiting", title: "It ends", told: [] },
  ],
  words: { ...words, lesson: "Lesson 1 of 12: Say hello" },
};
const passed = { ...failed, checks: failed.checks.map((check) => ({ ...check, state: "passed", told: [] })) };

/** What the runner tells the page, which a test may change. */
function told(lesson: object) {
  const now = { lesson };
  const handle: Route["handle"] = async () => ({
    status: 200,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(now.lesson),
  });
  return { now, routes: [{ method: "GET", path: "/page/lesson.json", handle } satisfies Route] };
}

const panelOf = (page: Page) => page.locator("#lesson");

describeInChromium(
  "the page of a project with lessons",
  () => {
    test("shows the lesson at hand, its checks, and what was seen, as text", async () => {
      const { routes } = told(failed);
      const { page, faults } = await open({ routes });
      const panel = panelOf(page);
      await panel.locator("summary").filter({ hasText: "Lesson 1 of 12: Say hello (0 / 2)" }).waitFor();
      expect(await panel.locator(".markdown").innerText()).toBe("An answer is a row of events.");
      expect(await panel.locator("ul > li").allInnerTexts()).toEqual([
        expect.stringMatching(/^\[not yet\] It greets\s+Seen: "<b>nobody<\/b>"\s+Look again\.$/),
        "[waiting] It ends",
      ]);
      expect(faults).toEqual([]);
    });

    test("leaves the window to the rest of the page, below the lesson", async () => {
      const { routes } = told({ ...failed, text: `# 1\n\n${"A long text.\n\n".repeat(40)}` });
      const { page } = await open({ routes, context: { viewport: { width: 1280, height: 800 } } });
      await panelOf(page).locator("summary").filter({ hasText: "Lesson 1" }).waitFor();
      const heightOf = async () => (await page.locator("main").boundingBox())?.height ?? 0;
      expect(await heightOf()).toBeGreaterThan(640);
      await panelOf(page).locator("summary").click();
      await expect.poll(heightOf).toBeLessThan(750);
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(800);
    });

    test("gives one hint after the other, and no more than there are", async () => {
      const { routes } = told(failed);
      const { page, button } = await open({ routes });
      const hints = panelOf(page).locator("ol > li");
      await button("Show a hint").waitFor();
      for (const count of [1, 2, 3]) {
        await button("Show a hint").click();
        expect(await hints.allInnerTexts()).toEqual(failed.hints.slice(0, count));
      }
      expect(await button("Show a hint").isDisabled()).toBe(true);
    });

    test("follows the checks as they pass, keeps the hints of the lesson, and begins anew with the next", async () => {
      const { now, routes } = told(failed);
      const { page, button } = await open({ routes });
      const panel = panelOf(page);
      await button("Show a hint").click();
      now.lesson = passed;
      await panel.getByText("(2 / 2)").waitFor();
      expect(await panel.locator("ol > li").count()).toBe(1);
      now.lesson = { ...failed, number: 2 };
      await panel.getByText("(0 / 2)").waitFor();
      expect(await panel.locator("ol > li").count()).toBe(0);
    });

    test("shows nothing before the first lesson", async () => {
      const { routes } = told({});
      const { page } = await open({ routes });
      await page.waitForResponse(/page\/lesson\.json$/);
      expect(await panelOf(page).isVisible()).toBe(false);
    });

    test.each([360, 1280])("is for everyone, at %i px", async (width) => {
      const { routes } = told(failed);
      const { page } = await open({ routes, context: { viewport: { width, height: 800 } } });
      await panelOf(page).locator("summary").filter({ hasText: "Lesson 1" }).waitFor();
      await page.evaluate(axe);
      const violations = await page.evaluate(async () => {
        const { axe } = window as unknown as { axe: typeof import("axe-core") };
        const found = await axe.run("#lesson");
        return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
      });
      expect(violations).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
    });

    test.each([
      ["en", "Ada Lovelace"],
      ["zh-TW", "王小明"],
      ["en", "A name of many words ".repeat(8)],
    ] as const)(
      "the certificate is one A4 page, and whole: %s, %s",
      { timeout: 60_000 },
      async (lang, name) => {
        const { folder, lesson, write } = await lessonProject(await testFolder(), { language: "js", lang });
        const lessons = (await readdir(join(folder, "lessons"))).filter((file) => /^\d\d-/.test(file));
        const attempts = lessons.map((lesson) => ({ lesson, result: "passed", hash: "f".repeat(64) }));
        const progress = { lesson: lessons[0], hints: {}, attempts };
        await write("lessons/progress.json", JSON.stringify(progress));
        await lesson("report", "--name", name);

        const { page } = await open();
        const asked: string[] = [];
        page.on("request", (request) => asked.push(request.url()));
        const file = pathToFileURL(join(folder, "lesson-report.html")).href;
        await page.goto(file);
        expect(await page.getByText(name.trim()).isVisible()).toBe(true);
        expect(await page.locator("tbody tr").count()).toBe(lessons.length);
        const hidden = await page.locator("main").evaluate((main) => main.scrollHeight - main.clientHeight);
        expect(hidden).toBeLessThanOrEqual(0);
        const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
        expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
        expect(pdf).toMatch(/\/MediaBox \[0 0 59[45]\S* 84[12]/);
        expect(asked).toEqual([file]);
      },
    );
  },
  { features: ["workshop"] },
);
