import { chmod, mkdir, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { run } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";

const QUICK = ["--no-install", "--no-git"];

describe("7: the files could not be written", () => {
  // The superuser may do all of this.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534 } : {};

  test.each([
    ["in which the project would be made", ["app"], {}],
    ["that is empty, and would be the project", ["."], {}],
    ["that is full, merging", [".", "--if-exists", "merge"], { "README.md": "mine" }],
    ["that is full, overwriting", [".", "--if-exists", "overwrite"], { "README.md": "mine" }],
  ])("a read-only folder %s", async (_what, argv, before: Record<string, string>) => {
    const cwd = await testFolder();
    for (const [path, text] of Object.entries(before)) await outputFile(join(cwd, path), text);
    await chmod(cwd, 0o555);
    const { exitCode, stderr } = await run([...argv, ...QUICK], { cwd, ...nobody });
    expect(exitCode).toBe(7);
    expect(stderr).toMatch(/^The files can't be written: .*: permission denied\.\nAll is as it was before\./);
    expect(await treeOf(cwd)).toEqual(before);
  });

  const inBothWays = (...paths: string[]) =>
    paths.flatMap((path) => [
      [path, "merge"],
      [path, "overwrite"],
    ]);

  test.each(inBothWays("src", "package.json", ".gitignore"))(
    "%s in a full folder that may not be read: %s",
    async (path, ifExists) => {
      const cwd = await testFolder();
      await chmod(cwd, 0o777);
      const place = join(cwd, path);
      await (path === "src" ? mkdir(place) : writeFile(place, "{}"));
      await chmod(place, 0o000);
      const { exitCode, stderr } = await run([".", "--if-exists", ifExists, ...QUICK], { cwd, ...nobody });
      expect(exitCode).toBe(7);
      expect(stderr).toContain(`The files can't be written: ${place}`);
      await chmod(place, 0o755);
      expect(await treeOf(cwd)).toEqual(path === "src" ? { "src/": "" } : { [path]: "{}" });
    },
  );

  test.each(inBothWays("package.json", ".gitignore"))("a %s of 1.5 GB: %s", async (path, ifExists) => {
    const cwd = await testFolder();
    await execa("truncate", ["--size=1500M", join(cwd, path)]);
    const { exitCode, stderr } = await run([".", "--if-exists", ifExists, ...QUICK], { cwd });
    expect(exitCode).toBe(7);
    expect(stderr).toContain(`${join(cwd, path)} is larger than 1 MB: too large to put anything into it.`);
    expect(await readdir(cwd)).toEqual([path]);
  });

  test.each(["merge", "overwrite"])("a package.json that is no JSON: %s", async (ifExists) => {
    const cwd = await testFolder();
    await outputFile(join(cwd, "package.json"), "{");
    const { exitCode, stderr } = await run([".", "--if-exists", ifExists, ...QUICK], { cwd });
    expect(exitCode).toBe(7);
    expect(stderr).toContain(`${join(cwd, "package.json")} is no JSON object`);
    expect(await treeOf(cwd)).toEqual({ "package.json": "{" });
  });

  test("a folder that may be written, and not listed, is written into all the same", async () => {
    const cwd = await testFolder();
    await chmod(cwd, 0o333);
    const { exitCode, stderr } = await run(["app", ...QUICK], { cwd, ...nobody });
    await chmod(cwd, 0o755);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(await readdir(cwd)).toEqual(["app"]);
  });

  test("a link that leads out of the folder", async () => {
    const cwd = await testFolder();
    await outputFile(join(cwd, "app/own"), "");
    await mkdir(join(cwd, "outside"));
    await symlink("../outside", join(cwd, "app/src"));
    const { exitCode, stderr } = await run(["app", "--if-exists", "overwrite", ...QUICK], { cwd });
    expect(exitCode).toBe(7);
    expect(stderr).toContain(`${join(cwd, "app/src")} is a link that leads out of the project folder.`);
    expect(await readdir(join(cwd, "outside"))).toEqual([]);
    expect(await readdir(join(cwd, "app"))).toEqual(["own", "src"]);
  });
});

describe("merge and overwrite", () => {
  // As many bytes as one that may be the same: only such a file would be read.
  const README = "x".repeat(12_000);
  const nobody = process.getuid?.() === 0 ? { uid: 65_534 } : {};

  test.each([
    ["merge", "may not be read", 0o000],
    ["overwrite", "may not be read", 0o000],
    ["merge", "is 1.5 GB", 0o644],
    ["overwrite", "is 1.5 GB", 0o644],
  ])("%s: a file that %s is kept or replaced as any other", async (ifExists, what, mode) => {
    const cwd = await testFolder();
    await chmod(cwd, 0o777);
    for (const path of ["README.md", ".env"]) {
      const place = join(cwd, path);
      await writeFile(place, README);
      if (what === "is 1.5 GB") await execa("truncate", ["--size=1500M", place]);
      await chmod(place, mode);
    }
    const { exitCode, stderr, stdout } = await run([".", "--if-exists", ifExists, ...QUICK], {
      cwd,
      ...nobody,
    });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("open the address that the server prints: .env is yours");
    const { size } = await stat(join(cwd, "README.md"));
    expect(size >= README.length).toBe(ifExists === "merge");
    expect((await stat(join(cwd, ".env"))).size).toBeGreaterThanOrEqual(README.length);
  });

  test.each(["merge", "overwrite"])("%s does not touch a repository", async (ifExists) => {
    const cwd = await testFolder();
    const app = join(cwd, "app");
    await outputFile(join(app, "README.md"), "mine");
    for (const args of [
      ["init", "--quiet"],
      ["add", "-A"],
    ])
      await execa("git", args, { cwd: app });
    const before = await treeOf(join(app, ".git"));
    const { exitCode, stdout } = await run(["app", "--if-exists", ifExists, "--no-install"], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("No git repository made");
    expect(await treeOf(join(app, ".git"))).toEqual(before);
  });

  test.each([
    ["merge", "mine"],
    ["overwrite", "generated"],
  ])("%s", async (ifExists, whose) => {
    const cwd = await testFolder();
    await run(["app", ...QUICK], { cwd });
    const generated = await treeOf(join(cwd, "app"));
    await writeFile(join(cwd, "app/README.md"), "mine");
    await writeFile(join(cwd, "app/own.ts"), "own");
    const { exitCode, stdout } = await run(["app", "--if-exists", ifExists, ...QUICK], { cwd });
    expect(exitCode).toBe(0);
    const expected = whose === "mine" ? { "README.md": "mine" } : {};
    expect(await treeOf(join(cwd, "app"))).toEqual({ ...generated, "own.ts": "own", ...expected });
    expect(stdout).toMatch(
      /^The files of .*app: (?:1 overwritten|1 kept as they are), \d+ the same already\n/,
    );
    expect(stdout).toMatch(whose === "mine" ? / {2}keep +README\.md\n/ : / {2}overwrite +README\.md /);
  });
});
