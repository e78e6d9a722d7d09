/**
 * Sees to it that the tests have the programs that npm does not bring. A machine of CI gets them; on any other,
 * nothing is installed unasked: the one command is told, and what is skipped until then.
 */
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { missingPrograms, neededPrograms } from "../test/support/needed-programs.ts";

const isCi = Boolean(process.env.CI);
const isRoot = process.getuid?.() === 0;
const hasApt = spawnSync("apt-get", ["--version"]).status === 0;

let missing = missingPrograms();
const packages = () => missing.map((name) => neededPrograms[name].package);

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
for (const name of missing) {
  const consequence = isCi ? "Under CI that is a failure." : "They are skipped.";
  console.error(`No ${name}, which the tests of ${neededPrograms[name].tests} need. ${consequence}`);
}
if (missing.length > 0) {
  const apt = `${isRoot ? "" : "sudo "}apt-get install -y --no-install-recommends ${packages().join(" ")}`;
  console.error(hasApt ? `To install what is missing: ${apt}` : `Please install: ${missing.join(", ")}`);
  if (isCi) process.exitCode = 1;
}
