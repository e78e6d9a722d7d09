import type { Stats } from "node:fs";
import { describe, expect, test } from "vitest";
import { Cancelled } from "../../src/errors.ts";
import type { FileSystem } from "../../src/io.ts";
import { patientFs } from "../../src/system/patient-fs.ts";
import { systemError } from "../support/test-io.ts";

/** A disk whose operations fail with these codes, one after the other, and then succeed; and a clock without waiting. */
function disk(codes: readonly string[], { isFolder = false, signal = new AbortController().signal } = {}) {
  const left = [...codes];
  const waits: number[] = [];
  let attempts = 0;
  const attempt = async () => {
    attempts += 1;
    const code = left.shift();
    if (code) throw systemError(code);
  };
  const fs = {
    rename: attempt,
    rm: attempt,
    rmdir: attempt,
    lstat: async () => ({ isDirectory: () => isFolder }) as Stats,
  } as unknown as FileSystem;
  const wait = async (milliseconds?: number, _value?: unknown, options?: { signal?: AbortSignal }) => {
    waits.push(milliseconds ?? 0);
    options?.signal?.throwIfAborted();
  };
  return {
    fs: patientFs(fs, signal, wait as Parameters<typeof patientFs>[2]),
    waits,
    attempts: () => attempts,
  };
}

const operations = {
  rename: (fs: FileSystem) => fs.rename("a", "b"),
  rm: (fs: FileSystem) => fs.rm("a", { recursive: true }),
  rmdir: (fs: FileSystem) => fs.rmdir("a"),
};

describe.each(Object.entries(operations))("%s", (_name, operation) => {
  test.each(["EPERM", "EBUSY", "EACCES", "ENOTEMPTY"])(
    "is tried again after %s, after longer waits",
    async (code) => {
      const { fs, waits, attempts } = disk([code, code, code, code]);
      await operation(fs);
      expect([attempts(), waits]).toEqual([5, waits.toSorted((a, b) => a - b)]);
      expect(new Set(waits).size).toBe(4);
    },
  );

  test("is given up after some seconds, with the system's own error", async () => {
    const { fs, waits } = disk(Array(1000).fill("EBUSY"));
    await expect(operation(fs)).rejects.toMatchObject({ code: "EBUSY" });
    const total = waits.reduce((sum, wait) => sum + wait, 0);
    expect(total).toBeGreaterThan(3000);
    expect(total).toBeLessThan(6000);
  });

  test("fails at once for any other reason", async () => {
    const { fs, waits } = disk(["ENOSPC"]);
    await expect(operation(fs)).rejects.toMatchObject({ code: "ENOSPC" });
    expect(waits).toEqual([]);
  });

  test("is not tried again once the run is cancelled", async () => {
    const controller = new AbortController();
    const { fs, attempts } = disk(["EBUSY", "EBUSY"], controller);
    const running = operation(fs);
    controller.abort(new Cancelled("SIGINT"));
    await expect(running).rejects.toBeInstanceOf(Cancelled);
    expect(attempts()).toBe(1);
  });

  test("is tried again where a cancelled run cleans up", async () => {
    const { fs, attempts } = disk(["EBUSY", "EBUSY"], { signal: AbortSignal.abort(new Cancelled("SIGINT")) });
    await operation(fs);
    expect(attempts()).toBe(3);
  });
});

test("a move to where a folder is fails at once", async () => {
  const { fs, waits } = disk(["EPERM"], { isFolder: true });
  await expect(fs.rename("a", "b")).rejects.toMatchObject({ code: "EPERM" });
  expect(waits).toEqual([]);
});
