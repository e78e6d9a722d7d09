import { mkdir, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { program } from "../support/generated-project.ts";
import { installManager } from "../support/package-managers.ts";
import { temporaryFolder } from "../support/test-folder.ts";

/** Settings that have npm install less, or elsewhere. */
const NPM = ["omit=dev", "bin-links=false", "dry-run=true", "package-lock-only=true", "global=true"];

/** Each package manager, its command, a file of settings, and whether its command line beats those. */
const managers = [
  ["npm", "npm", ".npmrc", [...NPM, "location=global", "workspaces=true"], true],
  ["pnpm", "pnpm", ".npmrc", ["production=true", "prod=true", "omit=dev"], true],
  ["yarn1", "yarn", ".npmrc", ["production=true"], false],
  ["yarn4", "yarn", ".npmrc", ["production=true"], true],
  ["bun", "bun", ".bunfig.toml", ["[install]", "production = true"], false],
] as const;

const folder = temporaryFolder();

test.each(managers)(
  "a user whose %s leaves out what only development needs has it all the same, or is told",
  { timeout: 180_000 },
  async (manager, command, file, lines, isBeaten) => {
    const home = join(folder, manager);
    await mkdir(join(home, "prefix"), { recursive: true });
    const PATH = manager === "npm" ? process.env.PATH : await installManager(manager, home);
    const { stdout: cache } = await execa`npm config get cache`;
    await writeFile(join(home, file), `${lines.join("\n")}\n`);
    const env = {
      ...{ PATH, HOME: home, TMPDIR: tmpdir(), NODE_ENV: "production", CI: "1" },
      ...{ npm_config_cache: cache, npm_config_prefix: join(home, "prefix") },
    };

    const flags = ["--yes", "--no-git", "--package-manager", command];
    const run = await execa({ env, cwd: home, reject: false })`node ${program} app ${flags}`;
    if (isBeaten) {
      expect([run.exitCode, run.stderr]).toEqual([0, ""]);
      expect(await readdir(join(home, "app/node_modules/.bin"))).toContain("tsx");
    } else {
      expect(run.exitCode).toBe(4);
      expect(run.stderr).toMatch(/ended well, but has left out: .*\btsx\b/);
    }
    expect(await readdir(join(home, "prefix"))).toEqual([]);
  },
);
