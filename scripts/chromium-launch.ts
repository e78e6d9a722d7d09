import { type Browser, chromium } from "playwright-core";
import { browserEnvironment } from "./browser-environment.ts";

/** Starts the Chromium of the machine without a window, and without its calls to anyone. */
export function launchChromium(executablePath: string): Promise<Browser> {
  const quiet = ["background-networking", "component-update", "sync", "gpu", "quic"];
  const args = ["--headless", "--no-sandbox", "--no-first-run", ...quiet.map((name) => `--disable-${name}`)];
  return chromium.launch({ executablePath, args, env: browserEnvironment() });
}
