import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, expect, test } from "vitest";
import { packProgram } from "../support/packed.ts";
import { publish, startRegistry } from "../support/registry.ts";
import { temporaryFolder } from "../support/test-folder.ts";
import { packageOf } from "../support/versions.ts";

const folder = temporaryFolder();
const home = join(folder, "home");
const registry = await startRegistry(folder);

beforeAll(async () => {
  await mkdir(home);
  const old = join(folder, "old");
  const edit = (path: string, text: string) => (path === "src/handler.ts" ? `// old\n${text}` : text);
  await packageOf(old, { version: "0.0.9", edit });
  await publish(old, registry, folder);
  // The last one becomes the latest.
  await publish((await packProgram(folder)).tarball, registry, folder);
}, 60_000);

/** Runs npm as a user would. */
const npm = (line: string, cwd: string, settings = {}) =>
  execa("npm", line.split(" "), {
    cwd,
    env: { PATH: process.env.PATH, HOME: home, TMPDIR: tmpdir(), npm_config_registry: registry, ...settings },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
  });

const cwd = temporaryFolder();
const app = join(cwd, "app");
const handler = join(app, "src/handler.ts");
const edit = async () => writeFile(handler, `${await readFile(handler, "utf8")}// mine\n`);

test("the latest version updates a project of an earlier one that npm fetches, with its edits", async () => {
  const made = await npm("create llmbrick-sse@0.0.9 app -- --yes --no-install --no-git", cwd);
  expect(made).toMatchObject({ exitCode: 0 });
  expect(await readFile(handler, "utf8")).toMatch(/^\/\/ old\n/);
  await edit();

  const kept = await npm("create llmbrick-sse@latest update --diff", app);
  expect(kept).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("Run: npm create llmbrick-sse@latest update -- --diff"),
  });
  const updated = await npm("create llmbrick-sse@latest update", app);
  expect(updated).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("merge      src/handler.ts"),
  });
  expect(await readFile(handler, "utf8")).toMatch(/^import[\s\S]*\/\/ mine\n$/);

  const undone = await npm("create llmbrick-sse@latest update -- --undo", app);
  expect(undone).toMatchObject({ exitCode: 0 });
  expect(await readFile(handler, "utf8")).toMatch(/^\/\/ old\n[\s\S]*\/\/ mine\n$/);
});

test("without a network, too, once npm has fetched both", async () => {
  // Where nothing listens, for whatever would go there.
  const nowhere = { npm_config_offline: "true", npm_config_proxy: "http://127.0.0.1:9/" };
  const updated = await npm("create llmbrick-sse@latest update", app, nowhere);
  expect(updated).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("merge      src/handler.ts"),
  });
  expect(await readFile(handler, "utf8")).toMatch(/^import[\s\S]*\/\/ mine\n$/);

  const earlier = await npm("create llmbrick-sse@0.0.9 update", app, nowhere);
  expect(earlier).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("npx create-llmbrick-sse@latest update"),
  });
});
