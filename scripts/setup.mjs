// What a fresh clone needs before anything else runs. Plain Node without dependencies, since none are there yet.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The Node that the tools of the repository need. What they make runs on older ones, too. */
const OLDEST_NODE = [20, 19];

/** Goes to the repository's root and installs its packages, unless they are there and up to date. */
export function setUp() {
  checkNode();
  process.chdir(root);
  // npm writes this file at the end of every install, so its age is the age of the packages.
  if (modified("node_modules/.package-lock.json") < modified("package-lock.json")) {
    run("npm", "ci", "--no-audit", "--no-fund");
  }
}

/** Runs a command to its end, with its output shown. When it fails, this process ends with its exit code. */
export function run(command, ...args) {
  const { status, error } = spawnSync(command, args, {
    stdio: "inherit",
    // On Windows, npm is a script for its shell. What is told by its path is none, and may have a blank in it.
    shell: process.platform === "win32" && !isAbsolute(command),
  });
  if (error) console.error(`${command} can't be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  const oldest = OLDEST_NODE.join(".");
  console.error(
    `This is Node.js ${process.versions.node}; the repository needs ${oldest} or later: https://nodejs.org/`,
  );
  process.exit(1);
}

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
