import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { remove } from "fs-extra/esm";
import { beforeAll, describe, expect, test } from "vitest";
import { frameworkNames, frameworkOf } from "../../src/platforms/frameworks.ts";
import { outcomeIn } from "../support/outcome-document.ts";
import { run } from "../support/program.ts";
import { publish, startRegistry } from "../support/registry.ts";
import { temporaryFolder, testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";
import { packageOf } from "../support/versions.ts";

/** The last commit whose projects have no hashes. */
const COMMIT = "83ba05b";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = temporaryFolder();
const [first, later] = [join(folder, "first"), join(folder, "later")];
const old = join(first, "dist/bin.cjs");
let now = "";
const registry = await startRegistry(folder);

beforeAll(async () => {
  await mkdir(first);
  const archive = execa({ cwd: root, buffer: false })`git archive ${COMMIT}`;
  await archive.pipe({ cwd: first })`tar -x`;
  await symlink(join(root, "node_modules"), join(first, "node_modules"), "dir");
  await execa({ cwd: first })`npx tsx build/build.ts`;
  now = await packageOf(later, { version: "0.2.0" });
  // What it would build again before is built.
  await execa({ cwd: first })`npm pack --ignore-scripts --pack-destination ${folder}`;
  await publish(join(folder, "create-llmbrick-sse-0.1.0.tgz"), registry, folder);
}, 200_000);

/** A project as the first version made it, and how this version updates it. */
async function project(...flags: string[]) {
  const cwd = await testFolder();
  const made = await run(["app", "--yes", "--no-install", "--no-git", ...flags], { cwd, bin: old });
  expect(made).toMatchObject({ exitCode: 0 });
  const app = join(cwd, "app");
  // The package manager fetches the first version.
  const env = { HOME: folder, npm_config_registry: registry };
  const update = (...more: string[]) => run(["update", "--no-install", ...more], { cwd: app, bin: now, env });
  return { cwd, app, update };
}

const editions = frameworkNames.flatMap((framework) =>
  frameworkOf(framework).platform === "python"
    ? [[framework]]
    : [[framework], [framework, "js"], [framework, "zh-TW"]],
);

describe.each(editions)("a project of %s %s of the first version", (framework, edition) => {
  const flags = [
    "--framework",
    framework,
    ...(edition === "js" ? ["--language", "js"] : edition ? ["--lang", edition] : []),
  ];

  test("becomes what this version makes, byte for byte, and stays so", async () => {
    const { cwd, app, update } = await project(...flags);
    const { exitCode, stderr } = await update();
    expect([exitCode, stderr]).toEqual([0, ""]);
    await remove(join(app, ".llmbrick-before"));
    const fresh = join(cwd, "fresh");
    const answers = ["--answers", join(app, ".llmbrick.json"), "--no-install", "--no-git"];
    await run([fresh, ...answers], { cwd, bin: now });
    const tree = await treeOf(app);
    expect(tree).toEqual(await treeOf(fresh));
    expect((await update("--json")).exitCode).toBe(0);
    expect(await treeOf(app)).toEqual(tree);
  }, 60_000);

  test("keeps what its user has changed", async () => {
    const { app, update } = await project(...flags);
    const place = (await treeOf(app))["server.py"]
      ? "server.py"
      : `src/handler.${edition === "js" ? "js" : "ts"}`;
    await writeFile(join(app, place), `${await readFile(join(app, place), "utf8")}\n// # mine\n`);
    const { exitCode, stdout } = await update("--json");
    expect([exitCode, outcomeIn(stdout).change.from]).toEqual([0, "0.1.0"]);
    expect(await readFile(join(app, place), "utf8")).toMatch(/\n\/\/ # mine\n$/);
  }, 60_000);
});
