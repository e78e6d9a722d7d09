/**
 * npm run outdated: for each package that the templates name, whether its range covers the newest release.
 * Exits with 1 where one does not.
 */
import { execa } from "execa";
import { pythonFiles } from "../test/support/python.ts";
import { findPython } from "../test/support/python-environment.ts";
import {
  type Drift,
  driftOfNode,
  driftOfPython,
  type Outdated,
  requirementsOf,
  toTable,
  type Wanted,
} from "./drift.ts";

try {
  const drifts = [...(await ofNode()), ...(await ofPython())];
  console.log(toTable(drifts));
  const behind = drifts.filter(({ state }) => state === "behind");
  console.log(
    behind.length === 0
      ? "\nNothing is behind."
      : `\n${behind.length} behind: raise the range in templates/<layer>/, run \`npm install\` and \`npm test\`.`,
  );
  process.exitCode = behind.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

async function ofNode(): Promise<Drift[]> {
  const query = async (selector: string): Promise<Manifest[]> =>
    JSON.parse((await execa`npm query ${selector}`).stdout);
  // It exits with 1 where anything is outdated.
  const asked = execa({ reject: false })`npm outdated --workspaces --json`;
  const [layers, packages, { stdout }] = await Promise.all([
    query(".workspace"),
    query(".workspace > *"),
    asked,
  ]);
  const wanted = layers.flatMap(({ name, dependencies, devDependencies }) =>
    Object.entries({ ...dependencies, ...devDependencies }).map(
      ([dependency, range]): Wanted => ({
        layer: name.replace("@templates/", ""),
        name: dependency,
        range,
      }),
    ),
  );
  const installed = new Map(packages.map(({ name, version }) => [name, version]));
  const outdated: Outdated & { error?: { summary: string } } = JSON.parse(stdout);
  if (outdated.error) throw new Error(`npm can't tell what is outdated: ${outdated.error.summary}`);
  return driftOfNode(wanted, installed, outdated);
}

async function ofPython(): Promise<Drift[]> {
  const python = findPython();
  if (!python) {
    console.error("The layer llmbrick is left out: there is no Python 3.10 or later on the PATH.");
    return [];
  }
  const wanted = requirementsOf(pythonFiles().get("pyproject.toml") ?? "", "llmbrick");
  const versions = async (requirements: string[]) => {
    const options = [
      "--dry-run",
      "--no-deps",
      "--ignore-installed",
      "--quiet",
      "--disable-pip-version-check",
    ];
    const { stdout } = await execa`${python} -m pip install ${options} --report - ${requirements}`;
    const { install }: { install: { metadata: Manifest }[] } = JSON.parse(stdout);
    return new Map(install.map(({ metadata: { name, version } }) => [name.toLowerCase(), version]));
  };
  const [inRange, latest] = await Promise.all([
    versions(wanted.map(({ name, range }) => name + range)),
    versions(wanted.map(({ name }) => name)),
  ]);
  return driftOfPython(wanted, inRange, latest);
}
