import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { outputFile, pathExists } from "fs-extra/esm";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import type { Options } from "../../src/options/table.ts";
import { chat } from "../../templates/core/src/llmbrick/client.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";
import { testFolder } from "../support/test-folder.ts";
import { buildah, buildahDone, makeBaseImages, REMOVAL } from "./base-image.ts";
import { startContainer } from "./container.ts";

/** Each package manager and platform: its lock file, its manifest, and a package that only development needs. */
const projects = [
  ["npm", "package-lock.json", { framework: "fastify", language: "ts" }],
  ["pnpm", "pnpm-lock.yaml", { framework: "hono", language: "ts" }],
  ["yarn", "yarn.lock", { framework: "koa", language: "js" }],
  ["bun", "bun.lock", { framework: "nest", language: "ts" }],
  ["uv", "uv.lock", { framework: "llmbrick" }],
] as const;

const layers = await collectLayers();
const MINUTES = 60_000;

async function writeProject(changes: Partial<Options>): Promise<string> {
  const folder = await testFolder();
  const { files } = plan(options({ features: ["docker"], ...changes }), layers);
  for (const [path, text] of files) await outputFile(join(folder, path), text);
  await outputFile(join(folder, ".env"), "LLMBRICK_API_KEYS=secret\n");
  await outputFile(join(folder, ".git/config"), "");
  return folder;
}

const build = (image: string, folder: string, ...flags: string[]) =>
  buildah(
    ...["bud", "--isolation", "chroot", "--pull-never", "--format", "docker", "--layers=false"],
    ...[...flags, "--tag", image, folder],
  );

/** Needs something that the lock file does not know. */
async function needMore(folder: string): Promise<void> {
  const manifest = join(folder, "package.json");
  if (await pathExists(manifest)) {
    const { dependencies, ...rest } = JSON.parse(await readFile(manifest, "utf8"));
    await writeFile(
      manifest,
      JSON.stringify({ ...rest, dependencies: { ...dependencies, "is-number": "7.0.0" } }),
    );
    return;
  }
  const project = join(folder, "pyproject.toml");
  const text = await readFile(project, "utf8");
  await writeFile(project, text.replace("dependencies = [", 'dependencies = [\n  "iniconfig",'));
}

beforeAll(makeBaseImages, 15 * MINUTES);

describe.each(projects)("an image by %s", { timeout: 20 * MINUTES }, (manager, lockFile, changes) => {
  const image = `test-${manager}`;

  test("is built without a lock file and by one, which it keeps to, and serves", async () => {
    onTestFinished(async () => void (await buildah("rmi", "--force", image)), REMOVAL);
    const folder = await writeProject(manager === "uv" ? changes : { ...changes, packageManager: manager });
    const first = await build(image, folder, "--target", "packages");
    expect(first.exitCode, first.all).toBe(0);
    const made = await buildahDone("from", "--pull-never", image);
    await copyFile(join(await buildahDone("mount", made), "app", lockFile), join(folder, lockFile));
    await buildahDone("rm", made);

    const second = await build(image, folder);
    expect(second.exitCode, second.all).toBe(0);
    const { address, root, probe, firstProcess, ended } = await startContainer(image);
    const process = await firstProcess();
    expect(process).toMatchObject({ own: "1", user: changes.framework === "llmbrick" ? "65534" : "1000" });
    expect([await probe(), await probe(1)]).toEqual([0, 1]);
    const texts: string[] = [];
    for await (const event of chat({
      url: new URL("/chat/completions", address),
      request: { model: "gpt-4o", messages: [{ role: "user", content: "Hello" }], sessionId: "s1" },
    }))
      texts.push(event.text ?? "");
    expect(texts.join("")).toContain("Hello");

    const app = await readdir(join(root, "app"));
    expect(app).not.toEqual(expect.arrayContaining([expect.stringMatching(/^\.(env|git)$|^tests?$/)]));
    for (const tool of ["typescript", "tsx"])
      expect(await pathExists(join(root, "app/node_modules", tool))).toBe(false);
    globalThis.process.kill(process.pid, "SIGTERM");
    expect(await ended()).toBe(0);

    await needMore(folder);
    const third = await build(image, folder);
    expect(third.exitCode).not.toBe(0);
    expect(third.all).toMatch(/lock/i);
  });
});
