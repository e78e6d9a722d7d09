import { tmpdir } from "node:os";
import { type Browser, chromium } from "playwright-core";

/** Starts the Chromium of the machine without a window, without its calls to anyone, and without files in the home. */
export function launchChromium(executablePath: string): Promise<Browser> {
  const quiet = ["background-networking", "component-update", "sync", "gpu", "quic"];
  const args = ["--headless", "--no-sandbox", "--no-first-run", ...quiet.map((name) => `--disable-${name}`)];
  const env = { ...process.env, XDG_CONFIG_HOME: tmpdir() };
  return chromium.launch({ executablePath, args, env });
}
