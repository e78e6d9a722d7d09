import { mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { outputFile, pathExists } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";
import { findPython } from "../support/python-environment.ts";
import { testFolder } from "../support/test-folder.ts";
import { BASH, scriptsOf, workflowOf } from "../support/workflow.ts";

/** Each package manager and platform, and its lock file. */
const projects = [
  ["npm", "package-lock.json", { framework: "fastify", language: "ts" }],
  ["pnpm", "pnpm-lock.yaml", { framework: "hono", language: "ts" }],
  ["yarn", "yarn.lock", { framework: "koa", language: "js" }],
  ["bun", "bun.lock", { framework: "node", language: "ts" }],
  ["uv", "uv.lock", { framework: "llmbrick" }],
] as const;

const layers = await collectLayers();
const MINUTES = 60_000;

describe.each(projects)("the workflow by %s", { timeout: 20 * MINUTES }, (manager, lockFile, changes) => {
  test("tests a project without a lock file and by one", async () => {
    const folder = await testFolder();
    const packageManager = manager === "uv" ? {} : { packageManager: manager };
    const chosen = options({ features: ["github-actions"], ...changes, ...packageManager });
    const { files } = plan(chosen, layers);
    const project = join(folder, "project");
    for (const [path, text] of files) await outputFile(join(project, path), text);
    const prefix = join(folder, "prefix");
    await mkdir(prefix);
    // What setup-node and setup-python bring: a place for programs of one's own.
    if (manager === "uv") await execa(findPython() ?? "python3", ["-m", "venv", prefix]);
    const bins = [join(prefix, "bin"), process.env.PATH].join(delimiter);
    const env = { CI: "true", PATH: bins, npm_config_prefix: prefix };

    const runAll = async () => {
      for (const script of scriptsOf(workflowOf(files), "test")) {
        const { exitCode, all } = await execa("bash", [...BASH, "-c", script], {
          cwd: project,
          env,
          all: true,
          reject: false,
        });
        if (exitCode !== 0) throw new Error(`${script} failed:\n${all}`);
      }
    };
    await runAll();
    expect(await pathExists(join(project, lockFile))).toBe(true);
    await runAll();
  });
});
