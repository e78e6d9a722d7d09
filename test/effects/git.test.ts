import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { makeRepository } from "../../src/effects/git.ts";
import { en } from "../../src/i18n/en.ts";
import type { Io } from "../../src/io.ts";
import { runProgram } from "../../src/system/run-program.ts";
import { workInEnglish } from "../support/in-english.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";

const PATHS = [".gitignore", "src/index.ts"];

/** A project, and a home folder with this git configuration; the real git. */
async function setUp(config = "") {
  const cwd = await testFolder();
  const home = await testFolder();
  await writeFile(join(home, ".gitconfig"), config);
  await outputFile(join(cwd, "src/index.ts"), "");
  await outputFile(join(cwd, ".gitignore"), "ignored\n");
  await outputFile(join(cwd, "ignored"), "");
  const env = { PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: "1" };
  const git = async (...args: string[]) => (await execa("git", args, { cwd, env, extendEnv: false })).stdout;
  return { cwd, home, env, git };
}

const { signal } = new AbortController();
const io: Io = { ...testIo(), run: (command, args, options) => runProgram(command, args, options, signal) };

describe("a first commit", () => {
  test("by the user, where git knows them", async () => {
    const { cwd, env, git } = await setUp("[user]\n\tname = Ada\n\temail = ada@example.com\n");
    expect(await makeRepository({ ...io, env }, cwd, PATHS)).toEqual({ knowsAuthor: true });
    expect(await git("log", "--format=%an %ae %cn %s")).toBe(
      "Ada ada@example.com Ada Initial commit from create-llmbrick-sse",
    );
    expect(await git("branch", "--show-current")).toBe("main");
    expect((await git("ls-files")).split("\n")).toEqual([".gitignore", "src/index.ts"]);
    expect(await git("status", "--porcelain")).toBe("");
  });

  test("by the user, where the environment names them", async () => {
    const { cwd, env, git } = await setUp();
    const names = Object.fromEntries(
      ["AUTHOR", "COMMITTER"].flatMap((who) => [
        [`GIT_${who}_NAME`, "Ada"],
        [`GIT_${who}_EMAIL`, "ada@example.com"],
      ]),
    );
    expect(await makeRepository({ ...io, env: { ...env, ...names } }, cwd, PATHS)).toEqual({
      knowsAuthor: true,
    });
    expect(await git("log", "--format=%an %cn")).toBe("Ada Ada");
  });

  test("by this program, where git knows nobody; nothing of that stays in the configuration", async () => {
    const { cwd, env, git } = await setUp();
    expect(await makeRepository({ ...io, env }, cwd, PATHS)).toEqual({ knowsAuthor: false });
    expect(await git("log", "--format=%an %ae %cn")).toBe(
      "create-llmbrick-sse create-llmbrick-sse@localhost create-llmbrick-sse",
    );
    expect(await git("config", "--local", "--list")).not.toContain("user.");
  });

  test.each([
    ["AUTHOR", { GIT_AUTHOR_NAME: "" }],
    ["COMMITTER", { GIT_COMMITTER_NAME: "", GIT_COMMITTER_EMAIL: "" }],
  ])("by this program as the %s whom a variable leaves without a name", async (role, variables) => {
    const { cwd, env, git } = await setUp("[user]\n\tname = Ada\n\temail = ada@example.com\n");
    const changed = { ...io, env: { ...env, ...variables } };
    expect(await makeRepository(changed, cwd, PATHS)).toEqual({ knowsAuthor: false });
    const ours = "create-llmbrick-sse create-llmbrick-sse@localhost";
    const [author, committer] = (await git("log", "--format=%an %ae%n%cn %ce")).split("\n");
    expect(role === "AUTHOR" ? author : committer).toBe(ours);
    expect(role === "AUTHOR" ? committer : author).toBe("Ada ada@example.com");
  });

  test("without hooks and signatures, on the user's own branch name", async () => {
    const { cwd, home, env, git } = await setUp();
    const hook = join(home, "template/hooks/commit-msg");
    await outputFile(hook, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    await writeFile(
      join(home, ".gitconfig"),
      `[init]\n\tdefaultBranch = trunk\n\ttemplateDir = ${join(home, "template")}\n[commit]\n\tgpgsign = true\n[gpg]\n\tprogram = false\n`,
    );
    await makeRepository({ ...io, env }, cwd, PATHS);
    expect(await git("branch", "--show-current")).toBe("trunk");
  });

  test("of these files alone, whatever else is there", async () => {
    const { cwd, home, env, git } = await setUp();
    for (const path of [".env", "id_rsa", "node_modules/x/i.js", "src/[i]ndex.ts", "src/other.ts"]) {
      await outputFile(join(cwd, path), "secret");
    }
    await outputFile(join(home, "template/info/exclude"), "*");
    await writeFile(join(home, ".gitconfig"), `[init]\n\ttemplateDir = ${join(home, "template")}\n`);
    await makeRepository({ ...io, env }, cwd, [...PATHS, "src/[i]ndex.ts"]);
    expect((await git("ls-files")).split("\n")).toEqual([".gitignore", "src/[i]ndex.ts", "src/index.ts"]);
  });

  test("with the bytes of the files and our words, whatever the user's settings say", async () => {
    const { cwd, home, env, git } = await setUp();
    await writeFile(join(cwd, "crlf"), "a\r\nb\n");
    await writeFile(join(home, "attributes"), "* filter=shout text\n");
    await writeFile(join(home, "ignore"), "*\n");
    await writeFile(join(home, "words"), "mine");
    await writeFile(
      join(home, ".gitconfig"),
      `[core]
        autocrlf = true
        safecrlf = true
        attributesFile = ${join(home, "attributes")}
        excludesFile = ${join(home, "ignore")}
        hooksPath = ${join(home, "hooks")}
        fsmonitor = false
        sparseCheckout = true
        commentChar = I
        editor = false
      [filter "shout"]
        clean = tr a-z A-Z
        required = true
      [commit]
        template = ${join(home, "words")}
        gpgSign = true
        cleanup = scissors
      [user]
        useConfigOnly = true
      [advice]
        addIgnoredFile = true
      `,
    );
    await outputFile(join(home, "hooks/post-commit"), `#!/bin/sh\ntouch ${join(home, "ran")}\n`, {
      mode: 0o755,
    });
    const names = [...PATHS, "crlf"];
    expect(await makeRepository({ ...io, env }, cwd, names)).toEqual({ knowsAuthor: false });
    expect((await git("ls-tree", "-r", "--name-only", "HEAD")).split("\n").sort()).toEqual(names.sort());
    expect(
      (await execa("git", ["cat-file", "blob", "HEAD:crlf"], { cwd, env, stripFinalNewline: false })).stdout,
    ).toBe("a\r\nb\n");
    expect(await git("log", "--format=%B")).toBe("Initial commit from create-llmbrick-sse\n");
    expect(existsSync(join(home, "ran"))).toBe(false);
  });

  test("in the project, even when a hook of another repository started us", async () => {
    const other = await setUp();
    await other.git("init");
    const { cwd, env, git } = await setUp();
    const hook = {
      GIT_DIR: join(other.cwd, ".git"),
      GIT_INDEX_FILE: join(other.cwd, ".git/index"),
      GIT_WORK_TREE: other.cwd,
      GIT_CONFIG_PARAMETERS: "'core.worktree=/nowhere'",
      GIT_PREFIX: "src/",
      GIT_OBJECT_DIRECTORY: join(other.cwd, "objects"),
      GIT_GLOB_PATHSPECS: "1",
      GIT_NAMESPACE: "other",
    };
    await makeRepository({ ...io, env: { ...env, ...hook } }, cwd, PATHS);
    expect(await git("log", "--format=%s")).toContain("Initial commit");
    expect(await other.git("status", "--porcelain")).toContain("?? src/");
  });
});

describe("a failure", () => {
  test("names the command, with the end of its output", async () => {
    const respond = ({ args }: { args: readonly string[] }) =>
      args.includes("commit") ? ({ status: "failed", output: "fatal: no\n" } as const) : {};
    await expect(workInEnglish(makeRepository(testIo({ respond }), "/app", PATHS))).rejects.toMatchObject({
      code: "GIT_FAILED",
      exitCode: 5,
      message: "git commit failed.\nfatal: no",
    });
  });

  test("git that is not there", async () => {
    const respond = () => ({ status: "missing" }) as const;
    await expect(workInEnglish(makeRepository(testIo({ respond }), "/app", PATHS))).rejects.toMatchObject({
      code: "GIT_FAILED",
      message: "git is not on the PATH.",
      hint: en.doctor.fixes.git,
    });
  });
});
