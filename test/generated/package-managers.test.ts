import { readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { program, temporaryFolder } from "../support/generated-project.ts";

/** Each package manager by the packages of npm's registry that bring it, and the lock file that it writes. */
const managers = [
  ["pnpm", "pnpm", "pnpm-lock.yaml"],
  ["yarn", "yarn@1.22.22", "yarn.lock"],
  ["yarn", "@yarnpkg/cli-dist@4", "yarn.lock"],
  ["bun", "bun", "bun.lock"],
] as const;

const folder = await temporaryFolder();

// Fastify, as its packages have the most to say of engines; on CI, where package managers are strictest.
test.each(managers)(
  "%s (%s) installs a project, and runs its checks",
  { timeout: 180_000 },
  async (name, spec, lock) => {
    const tools = join(folder, spec.replace(/\W/g, "-"));
    await execa`npm install --prefer-offline --prefix ${tools} ${spec}`;
    const env = { PATH: join(tools, "node_modules/.bin") + delimiter + process.env.PATH, CI: "1" };

    const project = `${tools}-project`;
    await execa({ env })`node ${program} ${project} --yes --no-git --package-manager ${name} -f fastify`;
    expect(await readdir(project)).toEqual(expect.arrayContaining(["node_modules", lock]));

    const { stdout } = await execa({ cwd: project, env })`${name} run check`;
    expect(stdout).toMatch(/\bpass 8\b/);
    expect(stdout).toMatch(/\bfail 0\b/);
  },
);
