import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";
import { generate } from "../support/generated-project.ts";
import { temporaryFolder } from "../support/test-folder.ts";

/** It has what a generated project installs, in the same versions. */
const packages = fileURLToPath(new URL("../../node_modules", import.meta.url));

const project = join(temporaryFolder(), "my-server");

test("a project in Traditional Chinese passes its own type checks and tests", async () => {
  await generate(project, "--lang", "zh-TW", "--no-install");
  await symlink(packages, join(project, "node_modules"));
  const { stdout } = await execa("npm", ["run", "check"], { cwd: project });

  expect(stdout).toMatch(/\bfail 0\b/);
  expect(await readFile(join(project, "README.md"), "utf8")).toContain("## 撰寫 handler");
}, 60_000);
