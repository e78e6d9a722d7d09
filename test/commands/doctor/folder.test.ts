import { describe, expect, test } from "vitest";
import { changedFs, examine } from "../../support/doctor.ts";
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
