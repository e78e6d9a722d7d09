import { type Browser, firefox, type Page } from "playwright-core";
import { browserEnvironment } from "../../scripts/browser-environment.ts";
import { launchChromium } from "../../scripts/chromium-launch.ts";
import { findChromium, findFirefox } from "../support/find-program.ts";
import type { NeededProgramName } from "../support/needed-programs.ts";
import type { Engine, Tab } from "./tab.ts";
import { startWebKit } from "./webkit.ts";

interface EngineKind {
  readonly name: string;
  readonly needs: readonly NeededProgramName[];
  readonly start: () => Promise<Engine>;
}

export const engines: readonly EngineKind[] = [
  {
    name: "Chromium",
    needs: ["Chromium"],
    start: async () => throughPlaywright(await launchChromium(findChromium() ?? "")),
  },
  {
    name: "Firefox",
    needs: ["Firefox"],
    // The channel is for a Firefox as it was published, which is spoken to in WebDriver BiDi. Playwright 1.65 sends
    // it a command that the extended support release does not know yet.
    start: async () =>
      throughPlaywright(
        await firefox.launch({
          channel: "moz-firefox",
          executablePath: findFirefox() ?? "",
          env: browserEnvironment(),
        }),
      ),
  },
  { name: "WebKit", needs: ["WebKitWebDriver", "Xvfb"], start: startWebKit },
];

function throughPlaywright(browser: Browser): Engine {
  return {
    async open() {
      const context = await browser.newContext();
      return toTab(await context.newPage());
    },
    close: () => browser.close(),
  };
}

function toTab(page: Page): Tab {
  return {
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    back: () => page.evaluate("history.back()"),
    evaluate: (expression) => page.evaluate(expression),
    click: (selector) => page.click(selector),
    type: (text) => page.keyboard.type(text),
    press: (key, options) => page.keyboard.press(options?.control ? `Control+${key}` : key),
    screenshot: () => page.screenshot(),
    close: () => page.context().close(),
  };
}
