import { expect, test } from "vitest";
import { endTree, type System, treeOptions } from "../../src/system/process-tree.ts";

/** A system that notes what is asked of it; to end a tree of processes works there or not. */
function system(platform: NodeJS.Platform, { works = true, env = {} } = {}) {
  const asked: unknown[][] = [];
  const fake: System = {
    platform,
    env,
    kill: (...args) => void asked.push(["kill", ...args]),
    start(program, args, failed) {
      asked.push([program, ...args]);
      if (!works) failed();
    },
  };
  return { fake, asked };
}

test("on POSIX systems a process group is told to end", () => {
  const { fake, asked } = system("linux");
  endTree(7, "SIGTERM", fake);
  expect([treeOptions(fake), asked]).toEqual([{ detached: true }, [["kill", -7, "SIGTERM"]]]);
});

test("on Windows, its own program ends the tree, wherever the system is", () => {
  const { fake, asked } = system("win32", { env: { SystemRoot: "D:\\Win" } });
  endTree(7, "SIGTERM", fake);
  expect([treeOptions(fake), asked]).toEqual([
    { detached: false },
    [["D:\\Win\\System32\\taskkill.exe", "/PID", "7", "/T", "/F"]],
  ]);
});

test("where that does not work, the program alone is ended", () => {
  const { fake, asked } = system("win32", { works: false });
  endTree(7, "SIGKILL", fake);
  expect(asked).toEqual([
    ["C:\\Windows\\System32\\taskkill.exe", "/PID", "7", "/T", "/F"],
    ["kill", 7, "SIGKILL"],
  ]);
});

test("what has ended in the meantime is no fault", () => {
  const { fake } = system("linux");
  const kill = () => {
    throw new Error("ESRCH");
  };
  expect(() => endTree(7, "SIGTERM", { ...fake, kill })).not.toThrow();
});
