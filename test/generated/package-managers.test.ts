import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { program } from "../support/generated-project.ts";
import { installManager } from "../support/package-managers.ts";
import { temporaryFolder } from "../support/test-folder.ts";

/** Each package manager, its command, and the lock file that it writes. */
const managers = [
  ["pnpm", "pnpm", "pnpm-lock.yaml"],
  ["yarn1", "yarn", "yarn.lock"],
  ["yarn4", "yarn", "yarn.lock"],
  ["bun", "bun", "bun.lock"],
] as const;

const folder = temporaryFolder();

// Fastify, as its packages have the most to say of engines; on CI, where package managers are strictest.
test.each(managers)(
  "%s installs a project, whose server is verified, and runs its checks",
  { timeout: 180_000 },
  async (manager, command, lock) => {
    const home = join(folder, manager);
    await mkdir(home);
    const env = { PATH: await installManager(manager, home), CI: "1" };

    const project = join(home, "project");
    const flags = ["--yes", "--no-git", "--verify", "--package-manager", command, "-f", "fastify"];
    await execa({ env })`node ${program} ${project} ${flags}`;
    expect(await readdir(project)).toEqual(expect.arrayContaining(["node_modules", lock]));

    const { stdout } = await execa({ cwd: project, env })`${command} run check`;
    expect(stdout).toMatch(/\bpass 9\b/);
    expect(stdout).toMatch(/\bfail 0\b/);
  },
);
