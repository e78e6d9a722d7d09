import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import type { Readable } from "node:stream";
import { Builder, By, Key, type WebDriver } from "selenium-webdriver";
import { browserEnvironment } from "../../scripts/browser-environment.ts";
import { freePort } from "../../src/effects/free-port.ts";
import type { Engine, Tab } from "./tab.ts";

// A folder, which only `require` finds under the name that the types have.
const { DriverService } = createRequire(import.meta.url)(
  "selenium-webdriver/remote",
) as typeof import("selenium-webdriver/remote.js");

/**
 * Starts WebKitGTK's driver, which shows its browser on a screen in memory. It speaks WebDriver, which Playwright
 * does not. It keeps one browser at a time, so the tabs come one after the other.
 */
export async function startWebKit(): Promise<Engine> {
  const screen = spawn(
    "Xvfb",
    ["-displayfd", "3", "-screen", "0", "1400x1000x24", "-nolisten", "tcp", "-nolisten", "unix"],
    {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    },
  );
  const [display] = await once(screen.stdio[3] as Readable, "data");
  const port = await freePort();
  const service = new DriverService("WebKitWebDriver", {
    loopback: true,
    port,
    args: [`--port=${port}`],
    // Its sandbox cannot be set up by root, or in a container; what it opens here is ours.
    env: {
      ...browserEnvironment(),
      DISPLAY: `:${String(display).trim()}`,
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    },
  });
  const address = await service.start();
  return {
    open: async () =>
      toTab(
        await new Builder().usingServer(address).withCapabilities({ browserName: "MiniBrowser" }).build(),
      ),
    async close() {
      await service.kill();
      screen.kill();
    },
  };
}

function toTab(driver: WebDriver): Tab {
  return {
    goto: (url) => driver.get(url),
    reload: () => driver.navigate().refresh(),
    back: () => driver.executeScript("history.back()"),
    evaluate: (expression) => driver.executeScript(`return (${expression})`),
    click: async (selector) => await driver.findElement(By.css(selector)).click(),
    type: async (text) => await driver.actions().sendKeys(text).perform(),
    async press(key, { control } = { control: false }) {
      const actions = driver.actions();
      if (control) actions.keyDown(Key.CONTROL);
      actions.sendKeys(keys[key] ?? key);
      if (control) actions.keyUp(Key.CONTROL);
      await actions.perform();
    },
    screenshot: async () => Buffer.from(await driver.takeScreenshot(), "base64"),
    close: () => driver.quit(),
  };
}

const keys: Record<string, string> = {
  ArrowDown: Key.ARROW_DOWN,
  ArrowUp: Key.ARROW_UP,
  End: Key.END,
  Enter: Key.ENTER,
  Escape: Key.ESCAPE,
  Home: Key.HOME,
  Tab: Key.TAB,
};
