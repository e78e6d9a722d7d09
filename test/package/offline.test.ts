import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { packProgram } from "../support/packed.ts";
import { testFolder } from "../support/test-folder.ts";

test("the packed file makes a project without a network, on a machine whose npm has fetched nothing yet", async () => {
  const [home, cwd] = [await testFolder(), await testFolder()];
  const { filename } = await packProgram(cwd);
  const flags = ["my-server", "--yes", "--language", "js", "--no-git"];
  const { stdout } = await execa("npx", ["--yes", "--offline", `./${filename}`, ...flags], {
    cwd,
    // Where nothing listens, for whatever would ask a registry all the same.
    env: { PATH: process.env.PATH, TMPDIR: tmpdir(), HOME: home, npm_config_registry: "http://127.0.0.1:9/" },
    extendEnv: false,
    stdin: "ignore",
  });
  expect(stdout).toContain("\nNothing to install\n");
  expect(await readdir(join(cwd, "my-server/src"))).toContain("handler.js");
});
