import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { program } from "../support/generated-project.ts";
import { bareEnv } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";

const QUICK = "--no-install --no-git";
const ours = `"${process.execPath}" "${program}"`;

/** Runs a script, and tells of each run of the program in it what it came to. */
async function shell(script: string, cwd: string, before: readonly string[] = []) {
  const [file = "", ...args] = [...before, "bash", "-c", script];
  const { stdout, stderr } = await execa(file, args, { cwd, env: bareEnv, extendEnv: false, reject: false });
  return { stdout, stderr };
}

/** In a view of the file system of its own, where anyone may mount what they like. */
const OWN_VIEW = ["unshare", "--user", "--map-root-user", "--mount"];
const mount = (options: string) => `mount -t tmpfs -o ${options} tmpfs disk && cd disk`;

const canMount =
  spawnSync("unshare", [...OWN_VIEW.slice(1), "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0;
const title = canMount ? "on a disk of its own" : "on a disk of its own (this system lets no one mount one)";

describe.skipIf(!canMount)(title, () => {
  async function onDisk(options: string, script: string) {
    const cwd = await testFolder();
    await mkdir(join(cwd, "disk"));
    return { cwd, ...(await shell(`${mount(options)} && ${script}`, cwd, OWN_VIEW)) };
  }

  test("that fills up half way, nothing is there afterwards", async () => {
    const { cwd, stdout, stderr } = await onDisk("size=64k", `${ours} app ${QUICK}; echo $?; ls -A`);
    expect(stdout).toBe("7");
    expect(stderr).toMatch(
      new RegExp(`^The files can't be written: ${cwd}/disk/app\\S*: the disk is full\\.\n`),
    );
  });

  test.each(["merge", "overwrite"])(
    "that fills up half way, all is as it was before: %s",
    async (ifExists) => {
      const { stdout, stderr } = await onDisk(
        "size=64k",
        `mkdir -p app/src && echo mine | tee app/README.md app/src/own.ts >app/src/index.ts &&
       ${ours} app --if-exists ${ifExists} ${QUICK} >/dev/null; echo $?; find . -type f | sort | xargs tail -n +1`,
      );
      expect(stdout).toBe(
        "7\n==> ./app/README.md <==\nmine\n\n==> ./app/src/index.ts <==\nmine\n\n==> ./app/src/own.ts <==\nmine",
      );
      expect(stderr).toContain("the disk is full");
    },
  );

  test("that may not be written", async () => {
    const { stdout, stderr } = await onDisk("ro", `${ours} app ${QUICK}; echo $?; ls -A`);
    expect(stdout).toBe("7");
    expect(stderr).toContain("the file system is read-only.\nAll is as it was before.");
  });
});

test("files that may not be as large leave nothing behind", async () => {
  const cwd = await testFolder();
  const { stdout, stderr } = await shell(`ulimit -f 2; ${ours} app ${QUICK}; echo $?; ls -A`, cwd);
  expect(stdout).toBe("7");
  expect(stderr).toContain("the file would be larger than is allowed");
});

test("a current folder that is gone is told as such, and is no matter to who has no need of it", async () => {
  const gone = "mkdir gone && cd gone && rmdir ../gone";
  const { stdout, stderr } = await shell(
    `${gone} && ${ours} app ${QUICK}; echo $?; ${ours} list --json | head -c 10`,
    await testFolder(),
  );
  expect(stdout).toBe('7\n{"ok":true');
  expect(stderr).toMatch(/^The current folder is gone\.\nGo to one that is there/);
});

const FULL = "/dev/full";
const fullTitle = existsSync(FULL)
  ? "output that can't be written"
  : `output that can't be written (no ${FULL} here)`;

describe.skipIf(!existsSync(FULL))(fullTitle, () => {
  test.each([
    ["--help", "1"],
    ["app --dry-run --json", "1"],
    ["app --port 0", "2"],
  ])("%s", async (flags, code) => {
    const { stdout, stderr } = await shell(`${ours} ${flags} >${FULL}; echo $?`, await testFolder());
    expect(stdout).toBe(code);
    if (code === "1") expect(stderr).toMatch(/create-llmbrick-sse: ENOSPC: no space left on device, write$/);
    expect(stderr).not.toContain("    at ");
  });
});
