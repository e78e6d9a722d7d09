import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { lacks } from "../support/needed-programs.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";
import { testFolder } from "../support/test-folder.ts";

const layers = await collectLayers();

test.skipIf(lacks("docker-compose")).each([
  ["node", ["docker", "compose"]],
  ["node", ["docker", "compose", "resume"]],
  ["llmbrick", ["docker", "compose"]],
] as const)(
  "Docker Compose takes the files of a %s project with %j, and would not take a faulty one",
  async (framework, features) => {
    const folder = await testFolder();
    const { files } = plan(options({ framework, features }), layers);
    for (const [path, text] of files) await outputFile(join(folder, path), text);
    await copyFile(join(folder, ".env.example"), join(folder, ".env"));
    const check = () =>
      execa("docker-compose", ["config", "--quiet"], { cwd: folder, reject: false, all: true });
    expect(await check()).toMatchObject({ exitCode: 0, all: "" });
    const text = files.get("compose.yaml") ?? "";
    await outputFile(join(folder, "compose.yaml"), text.replace("stop_grace_period", "stop_grace"));
    expect((await check()).all).toContain("stop_grace");
  },
);
