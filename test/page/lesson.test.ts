import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Route } from "../../templates/core/src/llmbrick/http/route.ts";
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
  },
  { features: ["workshop"] },
);
