import { rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { faultyEnvFiles } from "../settings/faulty-files.ts";
import { generate } from "../support/generated-project.ts";
import { startServer } from "../support/server-process.ts";
import { temporaryFolder } from "../support/test-folder.ts";

const folder = await temporaryFolder();
const project = join(folder, "my server");
const file = join(project, ".env");
const program = join(project, "src/index.js");

describe("the .env file of a project", { timeout: 60_000 }, () => {
  beforeAll(() => generate(project, "--language", "js", "--no-install"), 120_000);
  beforeEach(() => rm(file, { recursive: true, force: true }));

  /** The answer's status of a request without a key. */
  async function statusWithoutKey(cwd: string, main = program) {
    const address = await startServer("node", [main], { cwd }).nextAddress();
    return (await fetch(new URL("chat/completions", address), { method: "POST" })).status;
  }

  test.each(["/", folder, project])("is in force whatever the working folder: %s", async (cwd) => {
    await writeFile(file, "LLMBRICK_API_KEYS=secret\n");
    expect(await statusWithoutKey(cwd)).toBe(401);
  });

  test("is the project's, and not that of the working folder or of the project around it", async () => {
    await writeFile(join(folder, ".env"), "LLMBRICK_API_KEYS=secret\n");
    await writeFile(join(folder, "package.json"), "{}");
    expect(await statusWithoutKey(folder)).not.toBe(401);
  });

  test("is found from a build, and through a link", async () => {
    await writeFile(file, "\ufeffLLMBRICK_API_KEYS=secret\r\n");
    await execa("cp", ["-r", join(project, "src"), join(project, "dist")]);
    await symlink(project, join(folder, "current"));
    expect(await statusWithoutKey("/", join(project, "dist/index.js"))).toBe(401);
    expect(await statusWithoutKey("/", join(folder, "current/src/index.js"))).toBe(401);
  });

  test("gives way to a variable that is set, even to nothing", async () => {
    await writeFile(file, "LLMBRICK_ENABLE_TEST_PAGE=false\n");
    const pageStatus = async (env: Record<string, string> = {}) => {
      const server = startServer("node", [program], { cwd: "/", env });
      return (await fetch(await server.nextAddress())).status;
    };
    expect(await pageStatus()).toBe(404);
    expect(await pageStatus({ LLMBRICK_ENABLE_TEST_PAGE: "" })).toBe(200);
  });

  test.each(faultyEnvFiles)(
    "stops the start, with one message, where it is $name",
    async ({ make, says }) => {
      await make(file);
      const { exitCode, stdout, stderr } = await execa("node", [program], {
        cwd: "/",
        env: { LLMBRICK_PORT: "0" },
        reject: false,
        timeout: 20_000,
      });
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
      expect(stderr).toMatch(says);
      expect(stderr).toContain(file);
      expect(stderr.split("\n")).toHaveLength(1);
    },
  );

  test("is told where lines of it set nothing", async () => {
    await writeFile(file, "LLMBRICK_PORT=0\nset A=s3cret\nB\n");
    const server = execa("node", [program], { cwd: "/", reject: false });
    const lines = server.iterable({ from: "stderr" });
    for await (const line of lines) {
      expect(line).toContain(`${file}: these lines set nothing: 2, 3.`);
      expect(line).not.toContain("s3cret");
      server.kill();
    }
  });
});
