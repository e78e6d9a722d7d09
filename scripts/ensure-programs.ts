/** Sees to it that the tests have the programs that npm does not bring: installs them where it may, else says how. */
import { spawnSync } from "node:child_process";
import { findChromium, findProgram } from "../test/support/find-program.ts";

interface Needed {
  readonly name: string;
  /** Its Debian package. */
  readonly package: string;
  readonly find: () => string | undefined;
  /** The tests that are skipped without it. */
  readonly tests: string;
  readonly howTo: string;
}

const needed: readonly Needed[] = [
  {
    name: "Chromium",
    package: "chromium",
    find: findChromium,
    tests: "of the test page",
    howTo: "Install Chromium or Google Chrome, or set CHROMIUM_PATH to the program.",
  },
  ...["zsh", "fish"].map((name) => ({
    name,
    package: name,
    find: () => findProgram([name]),
    tests: `of the completion in ${name}`,
    howTo: `Install ${name}.`,
  })),
];

const missing = () => needed.filter(({ find }) => !find());

/** Whether this process may install programs, and this system installs them by apt. */
function canInstall(): boolean {
  return process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0;
}

function install(packages: readonly string[]): void {
  for (const args of [["update"], ["install", "-y", ...packages]]) {
    spawnSync("apt-get", args, { stdio: "inherit" });
  }
}

const absent = missing();
if (absent.length > 0 && canInstall()) install(absent.map((program) => program.package));
for (const { name, tests, howTo } of missing()) {
  const isCi = Boolean(process.env.CI);
  const consequence = isCi ? "Under CI that is a failure." : `The tests ${tests} are skipped.`;
  console.error(`No ${name} was found. ${consequence} ${howTo}`);
  if (isCi) process.exitCode = 1;
}
