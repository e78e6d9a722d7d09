import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { outputFile, outputJson } from "fs-extra/esm";
import { expect, test } from "vitest";
import { en } from "../../src/i18n/en.ts";
import { program } from "../support/generated-project.ts";
import { installManager } from "../support/package-managers.ts";
import { temporaryFolder } from "../support/test-folder.ts";

/** Each package manager, its command, its lock file, and how it installs by the lock file alone. */
const managers = [
  ["npm", "npm", "package-lock.json", ["ci", "--no-audit", "--no-fund"]],
  ["pnpm", "pnpm", "pnpm-lock.yaml", ["install", "--frozen-lockfile"]],
  ["yarn1", "yarn", "yarn.lock", ["install", "--frozen-lockfile"]],
  ["yarn4", "yarn", "yarn.lock", ["install", "--immutable"]],
  ["bun", "bun", "bun.lock", ["install", "--frozen-lockfile"]],
] as const;

const folder = temporaryFolder();

/** What the files of a workspace's root hold, without those of its packages. */
async function rootFiles(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return Object.fromEntries(
    await Promise.all(files.map(async (name) => [name, await readFile(join(root, name), "utf8")] as const)),
  );
}

test.each(managers)(
  "below the root of a workspace of %s, nothing but the project is touched, and both can be installed",
  { timeout: 240_000 },
  async (manager, command, lock, frozen) => {
    const home = join(folder, manager);
    const root = join(home, "root");
    await mkdir(root, { recursive: true });
    const PATH = manager === "npm" ? process.env.PATH : await installManager(manager, home);
    const env = { PATH, CI: "", YARN_ENABLE_IMMUTABLE_INSTALLS: "false" };
    await outputJson(join(root, "package.json"), {
      name: "root",
      private: true,
      ...(manager !== "pnpm" && { workspaces: ["./packages/*"] }),
    });
    if (manager === "pnpm") {
      const settings = "packages:\n  - packages/*\nallowBuilds:\n  esbuild: false\n";
      await outputFile(join(root, "pnpm-workspace.yaml"), settings);
    }
    if (manager === "yarn4") await outputFile(join(root, ".yarnrc.yml"), "nodeLinker: node-modules\n");
    await outputJson(join(root, "packages/other/package.json"), { name: "other", version: "1.0.0" });
    if (command === "yarn") await outputFile(join(root, lock), "");
    await execa({ cwd: root, env })`${command} install`;
    const before = await rootFiles(root);
    const generate = (path: string, ...flags: string[]) =>
      execa({ cwd: root, env })`node ${program} ${path} --yes --no-git -f node ${flags}`;

    // Where no pattern names the folder, the project stands alone.
    await generate("apart/service", "--package-manager", command);
    expect(await readdir(join(root, "apart/service"))).toEqual(
      expect.arrayContaining(["node_modules", lock]),
    );
    expect(await rootFiles(root)).toEqual(before);
    await execa({ cwd: root, env })`${command} ${frozen}`;

    const member = join(root, "packages/service");
    const { stdout } = await generate(member);
    expect(stdout).toContain(en.report.inWorkspace(root, `${command} install`));
    expect(await rootFiles(root)).toEqual(before);
    const ownFiles = await readdir(member);
    for (const name of [lock, "pnpm-workspace.yaml", ".yarnrc.yml", "node_modules"]) {
      expect(ownFiles).not.toContain(name);
    }
    await execa({ cwd: member, env })`${command} install`;
    await execa({ cwd: root, env })`${command} ${frozen}`;
    const checked = await execa({ cwd: member, env })`${command} run check`;
    expect(checked.stdout).toMatch(/\bfail 0\b/);
  },
);
