import { mkdir, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { changedFs, examine } from "../../support/doctor.ts";
import { testFolder } from "../../support/test-folder.ts";
import { systemError } from "../../support/test-io.ts";

describe("the folder", () => {
  const statfs = (megabytes: number) =>
    changedFs({ statfs: async () => ({ bavail: megabytes * 1000, bsize: 1000 }) });

  test.each([
    [[], 299, 1],
    [[], 300, 0],
    [["-f", "llmbrick"], 999, 1],
    [["-f", "llmbrick"], 1000, 0],
  ])("%j with %i MB free", async (argv, megabytes, code) => {
    const { exitCode, found, cwd } = await examine(argv, {}, { fs: statfs(megabytes) });
    expect(exitCode).toBe(code);
    expect(found.disk).toMatchObject({
      status: code === 0 ? "ok" : "failed",
      found: `${megabytes} MB free in ${cwd}`,
    });
  });

  test("of which the system tells no size", async () => {
    const silent = changedFs({ statfs: () => Promise.reject(systemError("ENOSYS")) });
    const { exitCode, found } = await examine([], {}, { fs: silent });
    expect([exitCode, found.disk]).toEqual([0, { status: "warning", found: "can't be told: ENOSYS" }]);
  });

  test.each([
    ["EACCES", "permission denied"],
    ["EROFS", "the file system is read-only"],
    ["EWHATEVER", "EWHATEVER"],
  ])("that can't be written: %s", async (code, reason) => {
    const readOnly = changedFs({ mkdir: () => Promise.reject(systemError(code)) });
    const { exitCode, found, cwd } = await examine([], {}, { fs: readOnly });
    expect(exitCode).toBe(1);
    expect(found.write).toEqual({ status: "failed", found: `${cwd}: ${reason}`, fix: expect.any(String) });
  });
});

describe("npm's cache", () => {
  const config = (cache: string) => ({ "npm config": `registry=https://r.example/\ncache=${cache}\n` });
  /** A disk on which nothing can be made in one folder. */
  const closed = (folder: string) =>
    changedFs({
      mkdir: async (path: string) => {
        if (dirname(path) === folder) throw systemError("EACCES");
      },
      rmdir: async () => {},
    });

  test.each([
    ["in a home that can't be written", [], ""],
    ["that can't be written", ["npm"], "npm"],
    ["of which a part is another user's", ["npm/_cacache/index-v5"], "npm/_cacache/index-v5"],
  ])("%s", async (_where, folders, place) => {
    const home = await testFolder();
    for (const folder of folders) await mkdir(join(home, folder), { recursive: true });
    const closedFolder = join(home, place);
    const { exitCode, found } = await examine([], config(join(home, "npm")), { fs: closed(closedFolder) });
    expect(exitCode).toBe(1);
    expect(found.cache).toEqual({
      status: "failed",
      found: `${closedFolder}: permission denied`,
      fix: expect.stringContaining("npm config set cache"),
    });
  });

  test("that is not there yet is left so", async () => {
    const home = await testFolder();
    const { found } = await examine([], config(join(home, "npm")));
    expect(found.cache).toEqual({ status: "ok", found: join(home, "npm") });
    expect(await readdir(home)).toEqual([]);
  });

  test.each([
    [["--package-manager", "pnpm"], { pnpm: "10.0.0" }],
    [["-f", "llmbrick"], {}],
  ])("is no matter to %j", async (argv, programs) => {
    const { found } = await examine(argv, programs);
    expect(found).not.toHaveProperty("cache");
  });
});
