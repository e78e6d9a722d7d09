import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { answered, describeInChromium, hello, open } from "./page.ts";

const root = new URL("../../templates/page/public/", import.meta.url);
const read = (name: string) => readFile(new URL(name, root), "utf8");

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core, with all of its rules, finds wrong with the page as it is now. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
    );
  });
}

const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    return element === document.body ? "" : (element?.ariaLabel ?? element?.textContent ?? "");
  });

/** Presses Tab until the control of this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not come to ${name}`);
}

describeInChromium("the page for everyone", () => {
  test.each([
    ["en-US", 360],
    ["en-US", 1280],
    ["zh-TW", 360],
    ["zh-TW", 1280],
  ])("no button's words touch its border, in %s at %i px", async (locale, width) => {
    const { page } = await open({ context: { locale, viewport: { width, height: 800 } } });
    const gaps = await page.locator("button:visible").evaluateAll((buttons) =>
      buttons.map((button) => {
        const range = document.createRange();
        range.selectNodeContents(button);
        return range.getBoundingClientRect().left - button.getBoundingClientRect().left;
      }),
    );
    expect(gaps.length).toBeGreaterThan(5);
    expect(Math.min(...gaps)).toBeGreaterThan(4);
  });

  test("a failure of the handler has a name in Chinese, too", async () => {
    const { page } = await open({
      context: { locale: "zh-TW" },
      // biome-ignore lint/correctness/useYield: it fails before its first event.
      async *handler() {
        throw new Error("no model today");
      },
    });
    await page.keyboard.press("Control+Enter");
    await answered(page);
    expect(await page.locator("#outcome").innerText()).toBe("handler 發生錯誤");
  });

  test.each([
    ["English", "light"],
    ["English", "dark"],
    ["繁體中文", "light"],
    ["繁體中文", "dark"],
  ] as const)("has no fault that axe-core knows of, in %s and %s", async (language, theme) => {
    let calls = 0;
    const { page } = await open({
      context: { locale: language === "English" ? "en-US" : "zh-TW", colorScheme: theme },
      config: { heartbeatInterval: 0.1 },
      async *handler() {
        if (++calls === 2) throw new Error("no model today");
        yield* hello(null as never, null as never);
        await new Promise((resolve) => setTimeout(resolve, 250));
      },
    });
    const name = (english: string, chinese: string) => (language === "English" ? english : chinese);
    const click = (text: string) => page.getByText(text, { exact: true }).first().click();
    expect(await violations(page), "at first").toEqual([]);

    for (let run = 0; run < 2; run++) {
      await page.keyboard.press("Control+Enter");
      await answered(page);
    }
    await page.locator("#rows > *").first().click();
    await click(name("More fields", "更多欄位"));
    await page.locator("#tools").fill("{");
    expect(await violations(page), "with a fault").toEqual([]);

    await page.locator("#run").selectOption({ index: 0 });
    await click(name("Raw", "原始"));
    await click("JSON");
    expect(await violations(page), "with an answer").toEqual([]);

    await page.locator("#compare").selectOption({ index: 2 });
    expect(await violations(page), "with a comparison").toEqual([]);

    for (const popover of [name("Ready", "就緒"), name("Guide", "說明")]) {
      await page.getByRole("button", { name: popover, exact: true }).click();
      expect(await violations(page), popover).toEqual([]);
      await page.keyboard.press("Escape");
    }
  });

  test("can be used by keyboard alone", async () => {
    const { page, frames } = await open({
      async *handler({ messages }, { signal }) {
        const text = messages.map((message) => message.content).join("+");
        yield { id: "1", type: "text", text, progress: "IN_PROGRESS" };
        if (text.includes("wait")) await new Promise((resolve) => signal.addEventListener("abort", resolve));
        yield { id: "2", type: "done", progress: "DONE" };
      },
    });
    const text = page.locator("#text");

    await tabTo(page, "Message 1");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("first");
    await page.keyboard.press("Alt+ArrowDown");
    await tabTo(page, "Add message");
    await page.keyboard.press("Enter");
    await page.keyboard.type("last");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    expect(await focused(page)).toBe("Role 2");
    await page.keyboard.type("user");
    await tabTo(page, "Send");
    await page.keyboard.press("Enter");
    await answered(page);
    expect(await text.innerText()).toBe("first+last");
    expect(await focused(page)).toBe("Send");

    await tabTo(page, "Received");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await frames.getByRole("option", { selected: true }).innerText()).toMatch(/DONE/);

    await page.locator("body").press("Control+Enter");
    await answered(page);
    await page.getByLabel("Message 2").focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("wait");
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => text.innerText()).toBe("first+wait");
    await tabTo(page, "Stop");
    await page.keyboard.press("Space");
    await answered(page);
    expect(await page.locator("#outcome").innerText()).toBe("Stopped");
    expect(await focused(page)).toBe("Stop");
  });

  test("tells a screen reader the beginning and the end, and not each event", async () => {
    const { page, send } = await open({
      async *handler() {
        for (let index = 1; index < 1000; index++) {
          if (index % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
          yield { id: `${index}`, type: "text", text: "word ", progress: "IN_PROGRESS" };
        }
        yield { id: "1000", type: "done", progress: "DONE" };
      },
    });
    await page.evaluate(() => {
      const said: string[] = [];
      Object.assign(window, { said });
      const live = [...document.querySelectorAll("output, [role=status], [role=alert], [aria-live]")];
      for (const region of live) {
        new MutationObserver(() => said.push(region.textContent ?? "")).observe(region, {
          childList: true,
          characterData: true,
          subtree: true,
        });
      }
    });
    await send();
    const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
    expect(said).toEqual(["Streaming", expect.stringMatching(/^Done: 1,000 events in \d/)]);
  });

  test("speaks the browser's language, and another that is chosen and kept", async () => {
    const { page, field, send } = await open({ context: { locale: "zh-TW" } });
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-TW");
    expect(await page.title()).toBe("LLMBrick 測試頁");
    await page.getByRole("button", { name: "送出", exact: true }).click();
    await answered(page);
    expect(await page.locator("#outcome").innerText()).toBe("完成");
    expect(await page.locator("#figures").innerText()).toContain("首個事件");

    await field("語言").selectOption("English");
    expect(await page.title()).toBe("LLMBrick test page");
    await expect.poll(() => page.locator("#outcome").innerText()).toBe("Done");
    expect(await page.locator("#figures").innerText()).toContain("First event");
    await page.reload();
    await page.locator("main:not([inert])").waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect(await send()).toBe("Done");
    expect(await page.locator("body").innerText()).not.toMatch(/(?!繁體中文)\p{Script=Han}{5}/u);
  });

  test("has the answer in sight after Send on a phone, in a conversation too", async () => {
    const { page, field, send } = await open({ context: { viewport: { width: 390, height: 700 } } });
    await field("Conversation mode").check();
    for (const _ of [1, 2]) {
      await page.evaluate(() => scrollTo(0, 0));
      await send();
      await page.locator("#messages textarea").last().fill("Go on");
      await page.evaluate(() => scrollTo(0, 0));
      await send();
      const { top, bottom } = await page
        .locator("#text")
        .evaluate((text) => (({ top, bottom }) => ({ top, bottom }))(text.getBoundingClientRect()));
      expect(top).toBeGreaterThan(0);
      expect(bottom).toBeLessThan(700);
    }
  });

  test("is light or dark as the system is, or as was chosen and kept", async () => {
    const { page, field } = await open({ context: { colorScheme: "dark" } });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const brightness = async () => Number(/\d+/.exec(await background())?.[0]);
    expect(await brightness()).toBeLessThan(64);

    await field("Theme").selectOption("Light");
    expect(await brightness()).toBeGreaterThan(192);
    await page.reload();
    expect(await brightness()).toBeGreaterThan(192);
    await field("Theme").selectOption("Dark");
    await page.emulateMedia({ colorScheme: "light" });
    expect(await brightness()).toBeLessThan(64);
    await field("Theme").selectOption("System");
    expect(await brightness()).toBeGreaterThan(192);
  });

  test.each([320, 390, 768, 1024, 1440, 2560])("fits a window %i pixels wide", async (width) => {
    const { page, button, frames, send } = await open({ context: { viewport: { width, height: 800 } } });
    await send();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    for (const part of [button("Send"), frames.getByRole("option").first(), page.locator("#text")]) {
      await part.scrollIntoViewIfNeeded();
      const box = await part.boundingBox();
      expect(box?.width).toBeGreaterThan(40);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
    }
  });

  test("moves nothing by itself", async () => {
    const { page, button, send } = await open();
    await send();
    await button("Copy as curl").click();
    await page.getByText("Copied", { exact: true }).waitFor();
    const changes = await page.evaluate(() =>
      document.getAnimations().map((animation) => {
        const frames = (animation.effect as KeyframeEffect).getKeyframes();
        return new Set(frames.map(({ opacity, transform }) => `${opacity} ${transform}`)).size;
      }),
    );
    expect(changes).toEqual([1]);
    expect(await read("page/style.css")).not.toMatch(/transition|animation|scroll-behavior/);
  });
});
