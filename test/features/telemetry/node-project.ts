import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { outputFile } from "fs-extra/esm";
import { onTestFinished } from "vitest";
import { collectLayers } from "../../../build/layers.ts";
import type { Options } from "../../../src/options/table.ts";
import { options } from "../../support/options.ts";
import { plan } from "../../support/plan.ts";
import { choices, type Project } from "./real.ts";

const layers = await collectLayers();

/** Writes a project in JavaScript, inside the repository, whose packages it finds. */
export async function nodeProject(framework: Options["framework"]): Promise<Project> {
  const cache = fileURLToPath(new URL("../../../.cache", import.meta.url));
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "telemetry-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { files } = plan(options({ ...choices, framework, language: "js" }), layers);
  for (const [path, text] of files) await outputFile(join(folder, path), text);
  return { folder, command: process.execPath, args: ["src/index.js"] };
}
