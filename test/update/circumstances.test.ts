import { chmod, lstat, mkdir, readFile, readlink, rename, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { expect, test } from "vitest";
import type { RunOptions } from "../../src/io.ts";
import { main } from "../../src/main.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";
import { olden } from "./olden.ts";

/** Of all programs, git alone runs. */
const run = async (command: string, args: readonly string[], { cwd, env, input, isExact }: RunOptions) => {
  if (command !== "git") return { status: "failed" as const, output: "" };
  const { failed, stdout } = await execa("git", args, {
    cwd,
    env,
    extendEnv: false,
    ...(input !== undefined && { input }),
    reject: false,
    stripFinalNewline: !isExact,
  });
  return { status: failed ? ("failed" as const) : ("done" as const), output: stdout };
};

async function call(cwd: string, ...argv: string[]) {
  const { PATH } = process.env;
  const io = Object.assign(testIo({ cwd, env: { PATH, GIT_CONFIG_NOSYSTEM: "1", HOME: cwd } }), { run });
  const exitCode = await main(argv, io);
  return { exitCode, text: io.out() + io.err() };
}

const gitIn =
  (cwd: string) =>
  async (...args: string[]) =>
    (await execa("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd })).stdout;

/** A project of an earlier version, in a folder of a repository or the repository itself, with all of it committed. */
async function committed(below = ".", settings: readonly string[] = []) {
  const root = await testFolder();
  const folder = join(root, below);
  const git = gitIn(root);
  await git("init", "-q");
  for (const setting of settings) await git("config", ...setting.split("="));
  await mkdir(folder, { recursive: true });
  const made = await call(folder, ".", "--yes", "--no-install", "--no-git");
  expect(made).toEqual({ exitCode: 0, text: made.text });
  const fresh = await readFile(join(folder, "src/handler.ts"), "utf8");
  await olden(folder, {
    "src/handler.ts": (text) => `// old\n${text}`,
    "src/llmbrick/log/log.ts": (text) => `// old\n${text}`,
  });
  await git("add", "-A");
  await git("commit", "-qm", "first");
  await writeFile(
    join(folder, "src/handler.ts"),
    `${await readFile(join(folder, "src/handler.ts"), "utf8")}// mine\n`,
  );
  await git("commit", "-qam", "mine");
  return { root, folder, git, merged: `${fresh}// mine\n` };
}

const handlerIn = (folder: string) => readFile(join(folder, "src/handler.ts"), "utf8");

async function expectUpdate(folder: string, merged: string) {
  const outcome = await call(folder, "update", "--no-install");
  expect(outcome).toEqual({ exitCode: 0, text: outcome.text });
  expect(await handlerIn(folder)).toBe(merged);
  return outcome;
}

test("in a folder of a repository with a name of any letters, changes elsewhere are nobody's business", async () => {
  const { root, folder, git, merged } = await committed("套件/my server");
  await outputFile(join(root, "other/dirty.txt"), "mine");
  await git("add", "-A");
  const { text } = await expectUpdate(folder, merged);
  expect(text).toContain("git restore");
  expect(await git("status", "--porcelain", "-z", "--", "other")).toBe("A  other/dirty.txt\0");
});

test("in a work tree beside the repository, and in a shallow clone of it", async () => {
  const { root, git, merged } = await committed();
  const [beside, clone] = [join(await testFolder(), "beside"), join(await testFolder(), "clone")];
  await git("worktree", "add", "-q", beside);
  await expectUpdate(beside, merged);
  await git("clone", "-q", "--depth", "1", `file://${root}`, clone);
  const shallow = await call(clone, "update", "--no-install");
  // The base is not in it, and there is no other version to ask.
  expect(shallow).toEqual({ exitCode: 8, text: shallow.text });
  expect(await handlerIn(clone)).toMatch(/^\/\/ old\n[\s\S]*\/\/ mine\n$/);
});

test("with Windows' line ends by core.autocrlf", async () => {
  const { folder, git, merged } = await committed(".", ["core.autocrlf=true"]);
  await git("rm", "-q", "--cached", "-r", ".");
  await git("reset", "-q", "--hard");
  const text = (await handlerIn(folder)).replace(/\r?\n/g, "\r\n");
  await writeFile(join(folder, "src/handler.ts"), text);
  await git("add", "-A");
  await expectUpdate(folder, merged.replaceAll("\n", "\r\n"));
});

test("no hook of the user's runs", async () => {
  const { root, folder, merged } = await committed();
  for (const name of ["post-index-change", "pre-commit", "post-checkout"]) {
    await outputFile(join(root, ".git/hooks", name), `#!/bin/sh\ntouch '${root}/hooked'\n`, { mode: 0o755 });
  }
  await expectUpdate(folder, merged);
  const added = await call(folder, "add", "docker", "--no-install", "--force");
  expect(added).toEqual({ exitCode: 0, text: added.text });
  await expect(stat(join(root, "hooked"))).rejects.toThrow("ENOENT");
});

test("what may be read, written and run stays so, on the way back, too, and for whoever looks aside", async () => {
  const { folder, merged } = await committed();
  const handler = join(folder, "src/handler.ts");
  await chmod(handler, 0o600);
  await chmod(join(folder, "src/llmbrick/log/log.ts"), 0o464);
  await outputFile(
    join(folder, "package.json"),
    (await readFile(join(folder, "package.json"), "utf8")).replace("{", "{\n"),
  );
  const { text } = await call(folder, "update", "--no-install", "--force");
  expect(text).toContain("update --undo");
  expect(await handlerIn(folder)).toBe(merged);
  const modeOf = async (path: string) => ((await stat(join(folder, path))).mode & 0o777).toString(8);
  expect(
    await Promise.all(
      ["src/handler.ts", "src/llmbrick/log/log.ts", ".llmbrick-before/files/src/handler.ts"].map(modeOf),
    ),
  ).toEqual(["600", "464", "600"]);
  expect((await call(folder, "update", "--undo")).exitCode).toBe(0);
  expect(await modeOf("src/handler.ts")).toBe("600");
});

test("links within the project stay, and what they lead to is updated; one that leads out is refused", async () => {
  const { root, folder, git, merged } = await committed();
  await mkdir(join(folder, "lib"));
  await rename(join(folder, "src/llmbrick"), join(folder, "lib/llmbrick"));
  await symlink("../lib/llmbrick", join(folder, "src/llmbrick"));
  await rename(join(folder, "src/handler.ts"), join(folder, "lib/chat.ts"));
  await symlink("../lib/chat.ts", join(folder, "src/handler.ts"));
  await rename(join(folder, ".llmbrick.json"), join(folder, "lib/answers.json"));
  await symlink("lib/answers.json", join(folder, ".llmbrick.json"));
  await git("add", "-A");
  await git("commit", "-qm", "links");
  await expectUpdate(folder, merged);
  expect((await lstat(join(folder, "src/handler.ts"))).isSymbolicLink()).toBe(true);
  expect(await readlink(join(folder, "src/llmbrick"))).toBe("../lib/llmbrick");
  expect(await readFile(join(folder, "lib/llmbrick/log/log.ts"), "utf8")).not.toContain("// old");
  expect(await readlink(join(folder, ".llmbrick.json"))).toBe("lib/answers.json");
  expect(await readFile(join(folder, "lib/answers.json"), "utf8")).not.toContain('"0.0.9"');

  const outside = join(await testFolder(), "precious.ts");
  await writeFile(outside, "precious");
  await git("rm", "-qf", "src/handler.ts");
  await symlink(outside, join(folder, "src/handler.ts"));
  const refused = await call(root, "update", "--no-install", "--force");
  expect(refused).toEqual({ exitCode: 7, text: expect.stringContaining("src/handler.ts") });
  expect(await readFile(outside, "utf8")).toBe("precious");
});

test("a conflict in a file that may be run is noted as one of such a file", async () => {
  const { folder, git } = await committed();
  await chmod(join(folder, "src/handler.ts"), 0o755);
  await writeFile(join(folder, "src/handler.ts"), (await handlerIn(folder)).replace("// old", "// mine"));
  await git("commit", "-qam", "run");
  expect((await call(folder, "update", "--no-install")).exitCode).toBe(8);
  expect((await git("ls-files", "-u")).match(/^100755 [0-9a-f]{40} [123]\t/gm)).toHaveLength(3);
});
