import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { frameworkNames } from "../../src/platforms/frameworks.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";
import { testFolder } from "../support/test-folder.ts";

const layers = await collectLayers();

test.each(frameworkNames)(
  "git has the example of the variables in a project of %s, and no file of keys",
  async (framework) => {
    const cwd = await testFolder();
    await execa("git", ["init", "-q"], { cwd });
    await writeFile(
      join(cwd, ".gitignore"),
      plan(options({ framework }), layers).files.get(".gitignore") ?? "",
    );
    const names = [".env", ".env.local", ".env.production", ".env.example"];
    const { stdout } = await execa("git", ["check-ignore", ...names], { cwd });
    expect(stdout.split("\n")).toEqual(names.slice(0, 3));
  },
);
