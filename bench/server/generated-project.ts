import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { collectLayers } from "../../build/layers.ts";
import { loadSha256 } from "../../src/hash.ts";
import { defaultOptions } from "../../src/options/default-options.ts";
import type { Options } from "../../src/options/table.ts";
import { plan } from "../../src/plan/plan.ts";

/** Inside the repository, where the compiler and Node find the packages of every framework. */
const parent = fileURLToPath(new URL("../../.cache/bench", import.meta.url));

const compiled = new Map<string, Promise<string>>();

type Framework = Options["framework"];

/** The folder of a project, generated and compiled as its own build does. Gone with this process. */
export function generatedProject(
  framework: Framework,
  handler: Options["handler"] = "hello",
  features: Options["features"] = [],
): Promise<string> {
  const name = [framework, handler, ...features].join("-");
  const project = compiled.get(name) ?? generate(name, { framework, handler, features });
  compiled.set(name, project);
  return project;
}

async function generate(
  name: string,
  chosen: Pick<Options, "framework" | "handler" | "features">,
): Promise<string> {
  mkdirSync(parent, { recursive: true });
  // A folder for each run, so that two benches at a time don't disturb each other.
  const folder = mkdtempSync(join(parent, `${name}-`));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const options = { ...defaultOptions({ env: {}, target: "bench" }), ...chosen };
  const { files } = plan(options, await collectLayers(), await loadSha256());
  await Promise.all([...files].map(([path, text]) => outputFile(join(folder, path), text)));
  await execa({ cwd: folder, preferLocal: true, stdio: ["ignore", 2, 2] })`tsc -p tsconfig.build.json`;
  return join(folder, "dist");
}
