/**
 * Sees to it that the tests have the programs that npm does not bring. A machine of CI gets them; on any other,
 * nothing is installed unasked: the one command is told, and what is skipped until then.
 *
 *     tsx scripts/ensure-programs.ts           those of npm test
 *     tsx scripts/ensure-programs.ts images    those of tests apart, which can't do without
 */
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { type NeededProgram, neededApart, neededPrograms } from "../test/support/needed-programs.ts";

const isCi = Boolean(process.env.CI);
const isRoot = process.getuid?.() === 0;
const hasApt = spawnSync("apt-get", ["--version"]).status === 0;

const [apart] = process.argv.slice(2);
const needed: Readonly<Record<string, NeededProgram>> =
  apart === undefined ? neededPrograms : (neededApart[apart] ?? {});
const isFailure = isCi || apart !== undefined;

const missingPrograms = () => Object.entries(needed).filter(([, { find }]) => !find());
let missing = missingPrograms();
const packages = () => missing.map(([, program]) => program.package);

/** Installs by apt without a question, waiting while another program is at it. What goes wrong is shown. */
function install(): void {
  console.log(`Installing with apt-get: ${packages().join(" ")}`);
  const settings = ["-qq", "-o", "DPkg::Lock::Timeout=600"];
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", ...packages()]]) {
    const { status, stdout, stderr } = spawnSync("apt-get", [...settings, ...args], {
      encoding: "utf8",
      // Scripts of packages put files into the home of whoever runs them.
      env: { ...process.env, HOME: tmpdir(), TMPDIR: "/tmp", DEBIAN_FRONTEND: "noninteractive" },
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    if (status !== 0) console.error(`apt-get ${args[0]} failed:\n${stdout}${stderr}`);
  }
}

if (isCi && isRoot && hasApt && missing.length > 0) {
  install();
  missing = missingPrograms();
}
for (const [name, { tests }] of missing) {
  const consequence = isCi ? "Under CI that is a failure." : "They are skipped.";
  console.error(
    `No ${name}, which the tests of ${tests} need.${apart === undefined ? ` ${consequence}` : ""}`,
  );
}
if (missing.length > 0) {
  const apt = `${isRoot ? "" : "sudo "}apt-get install -y --no-install-recommends ${packages().join(" ")}`;
  const names = missing.map(([name]) => name);
  console.error(hasApt ? `To install what is missing: ${apt}` : `Please install: ${names.join(", ")}`);
  if (isFailure) process.exitCode = 1;
}
if (apart !== undefined && !isRoot) {
  console.error("These tests need root's rights: run them by sudo.");
  process.exitCode = 1;
}
