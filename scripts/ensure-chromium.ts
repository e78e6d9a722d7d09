/** Sees to it that the tests of the test page have a browser: installs Chromium where it may, else says how. */
import { spawnSync } from "node:child_process";
import { findChromium } from "../test/support/chromium.ts";

const howTo = "Install Chromium or Google Chrome, or set CHROMIUM_PATH to the program.";

/** Whether this process may install programs, and this system installs them by apt. */
function canInstall(): boolean {
  return process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0;
}

function install(): void {
  for (const args of [["update"], ["install", "-y", "chromium"]]) {
    spawnSync("apt-get", args, { stdio: "inherit" });
  }
}

if (!findChromium() && canInstall()) install();
if (!findChromium()) {
  const isCi = Boolean(process.env.CI);
  const consequence = isCi ? "Under CI that is a failure." : "The tests of the test page are skipped.";
  console.error(`No Chromium was found. ${consequence} ${howTo}`);
  if (isCi) process.exitCode = 1;
}
