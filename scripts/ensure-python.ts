/**
 * Sees to it that the tests of Python projects have the packages of one, or says that they are skipped. Where there
 * is no Python at all, that has been said before.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { existsFor, featureNames } from "../src/features/rules.ts";
import { handlerNames } from "../src/handlers/index.ts";
import type { Options } from "../src/options/table.ts";
import { pythonFiles } from "../test/support/python.ts";
import {
  environment,
  environmentPython,
  findPython,
  installed,
  isUpToDate,
  pyproject,
} from "../test/support/python-environment.ts";

const pyprojectWith = (changes: Partial<Options>) => pythonFiles(changes).get("pyproject.toml") ?? "";
/** All that projects can have; only what they depend on matters here, and not what can be together. */
const kinds: Partial<Options>[] = [
  ...handlerNames.map((handler) => ({ handler })),
  { features: featureNames.filter((name) => existsFor(name, "llmbrick")) },
];
/** What the tests take beside: a client that asks the servers, and Kubernetes' schemas. */
const ofTests = ["langchain-openai>=1.7", "kubernetes-validate>=1.37"];
/** What the projects of all handlers and features depend on: each stands on a line of its own. */
const packages = [
  ...new Set([
    ...kinds.flatMap((kind) => pyprojectWith(kind).match(/(?<=^ {2}")[^"]+(?=",$)/gm) ?? []),
    ...ofTests,
  ]),
];
const wanted = `${pyprojectWith({ handler: "hello" })}\n# ${packages.join(" ")}\n`;
const found = findPython();
if (found && !isUpToDate(wanted)) {
  try {
    install(found);
  } catch (error) {
    const isCi = Boolean(process.env.CI);
    const consequence = isCi ? "Under CI that is a failure." : "The tests of Python projects are skipped.";
    console.error(`${error instanceof Error ? error.message : error}. ${consequence}`);
    if (isCi) process.exitCode = 1;
  }
}

function install(python: string): void {
  const run = (program: string, ...args: string[]) => execFileSync(program, args, { stdio: "inherit" });
  rmSync(environment, { recursive: true, force: true });
  run(python, "-m", "venv", environment);
  mkdirSync(dirname(pyproject));
  writeFileSync(pyproject, wanted);
  console.log("Installing the packages of a Python project into .cache/python");
  run(environmentPython, "-m", "pip", "install", "--quiet", "-e", `${dirname(pyproject)}[dev]`, ...packages);
  copyFileSync(pyproject, installed);
}
