import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { bareEnv, fakePrograms, run } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";

describe("6: the verification failed", () => {
  const PLAIN = ["--language", "js", "--no-git", "--verify"];

  test("a server that works is 0, each step told with its time", async () => {
    const cwd = await testFolder();
    const { exitCode, stdout, stderr } = await run(["app", "--lang", "en", ...PLAIN], { cwd });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /Verifying the server\n {2}started on .* \([\d.]+ s\)\n {2}answered .* s\)\n {2}told .* s\)\n {2}stopped \([\d.]+ s\)\n\nNext:/,
    );
  });

  test("a server that does not start: the end of its output, and the way to go on", async () => {
    const cwd = await testFolder();
    await outputFile(join(cwd, "app/src/index.js"), "console.error('no luck'); process.exit(9);");
    const { exitCode, stderr } = await run(["app", "--if-exists", "merge", ...PLAIN], { cwd });
    expect(exitCode).toBe(6);
    expect(stderr).toBe(
      "Verification failed: the server did not start. The program ended by itself.\nThe end of the server's output:\nno luck\nThe project is there. To go on:\n  cd app\n  npm run dev",
    );
    expect(await readdir(join(cwd, "app"))).toContain("package.json");
  });

  test("a failed git step decides, and the server is verified none the less", async () => {
    const cwd = await testFolder();
    const fake = await fakePrograms({ git: "exit 1" });
    const argv = ["app", "--language", "js", "--verify", "--json"];
    const { exitCode, stdout } = await run(argv, { cwd, env: { PATH: `${fake}:${bareEnv.PATH}` } });
    expect(exitCode).toBe(5);
    expect(JSON.parse(stdout).steps).toMatchObject({ git: "failed", verify: "done" });
  });

  test("after a failed install there is nothing to verify", async () => {
    const cwd = await testFolder();
    const PATH = await fakePrograms({ npm: "exit 1" });
    const { exitCode, stdout } = await run(["app", "--no-git", "--verify"], { cwd, env: { PATH } });
    expect(exitCode).toBe(4);
    expect(stdout).toContain("Not verified, since the packages are missing");
  });

  test("a dry run starts nothing", async () => {
    const cwd = await testFolder();
    const env = { PATH: "/nonexistent" };
    const { exitCode, stdout } = await run(["app", ...PLAIN, "--dry-run"], { cwd, env });
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain("Verifying");
    expect(await readdir(cwd)).toEqual([]);
  });
});

describe("a member of a workspace, whose packages its root installs", () => {
  const verified = async (...flags: string[]) => {
    const cwd = await testFolder();
    await outputFile(join(cwd, "package.json"), '{"workspaces":["*"]}');
    const result = await run(["app", "--verify", "--no-git", ...flags], { cwd });
    return { ...result, files: await readdir(cwd) };
  };

  test("is not verified: that is said before anything is written", async () => {
    const { exitCode, stderr, files } = await verified();
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^The folder is a member of the workspace .*\nLeave --verify out/);
    expect(files).toEqual(["package.json"]);
  });

  test("is verified where it needs no packages", async () => {
    expect(await verified("--language", "js")).toMatchObject({ exitCode: 0, stderr: "" });
  });
});
