import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { brokenProgram } from "../support/broken-program.ts";
import { program } from "../support/generated-project.ts";
import { bareEnv, FAKE_INSTALL, fakePrograms, run } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";

const QUICK = ["--no-install", "--no-git"];

describe("0: done", () => {
  test("--version", async () => {
    const { exitCode, stdout } = await run(["--version"], { cwd: "/" });
    expect([exitCode, stdout]).toEqual([0, packageJson.version]);
  });

  test.each([
    [["--help"], "Usage: create-llmbrick-sse [folder] [options]"],
    [["-h", "--lang", "zh-TW"], "用法：create-llmbrick-sse [資料夾] [選項]"],
    [["--help", "--port", "wrong"], "--max-concurrent-connections"],
  ])("%j", async (argv, text) => {
    const { exitCode, stdout, stderr } = await run(argv, { cwd: "/" });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(text);
  });

  test("a project, and what to do next", async () => {
    const cwd = await testFolder();
    const { exitCode, stdout, stderr } = await run(["a/b", "--port", "9100", ...QUICK], { cwd });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("  cd a/b\n  npm install\n  npm run dev\nThen open http://127.0.0.1:9100/");
    expect(await readdir(join(cwd, "a/b/src"))).toContain("handler.ts");
  });

  test("into the current folder, in Chinese by the terminal's language", async () => {
    const cwd = await testFolder();
    const { exitCode, stdout } = await run([".", ...QUICK], { cwd, env: { LANG: "zh_TW.UTF-8" } });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("接下來：\n  npm install\n");
    expect((await treeOf(cwd))["README.md"]).toMatch(/伺服器/);
  });

  test("a dry run writes nothing", async () => {
    const cwd = await testFolder();
    const { exitCode, stdout } = await run(["app", "--dry-run"], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/ {2}create {5}src\/handler\.ts {2}\d+ bytes/);
    expect(await treeOf(cwd)).toEqual({});
  });
});

test("a reader that has seen enough is no fault", async () => {
  const pipe = `"${process.execPath}" "${program}" --help | true`;
  const { exitCode, stderr } = await execa("sh", ["-c", pipe], { env: bareEnv, extendEnv: false });
  expect([exitCode, stderr]).toEqual([0, ""]);
});

describe("1: a fault of ours", () => {
  test("says so, with its stack only when asked", async () => {
    const cwd = await testFolder();
    const broken = { cwd, bin: await brokenProgram() };

    const plain = await run(["app"], broken);
    expect(plain.exitCode).toBe(1);
    expect(plain.stderr).toMatch(
      /^A fault of this program: SyntaxError: .*\nRun the command again with --debug-cli/,
    );
    expect(plain.stderr).not.toContain("    at ");
    expect((await run(["app", "--debug-cli"], broken)).stderr).toContain("    at ");
    expect((await run(["app"], { ...broken, env: { DEBUG: "*" } })).stderr).toContain("    at ");
    expect(await readdir(cwd)).toEqual([]);
  });
});

describe("2: bad options or answers", () => {
  test.each([
    [["--framwork", "node"], "--framwork: there is no such option. Did you mean --framework?"],
    [["--framework", "rails"], '--framework: "rails" is not allowed. Allowed: node, express, fastify'],
    [["--language", "coffee"], '--language: "coffee" is not allowed. Allowed: ts, js'],
    [["--port", "99999"], "--port: 99999 is not allowed. Allowed: a whole number from 1 to 65535"],
    [["--port", "9e3"], '--port: "9e3" is not allowed.'],
    [["--port"], "--port needs a value"],
    [["--host", "http://x"], '--host: "http://x" is not allowed.'],
    [["--models", "a,a"], '--models: "a" is given twice.'],
    [["--max-message-length", "0"], "--max-message-length: 0 is not allowed."],
    [["--max-messages-count", "100001"], "from 1 to 100000"],
    [["--request-timeout", "1.5"], "from 1 to 86400"],
    [["--max-concurrent-connections", "many"], "from 1 to 1000000"],
    [["--prefix", "/a b"], '--prefix: "/a b" is not allowed.'],
    [["--path", "/healthz"], '--path: the server itself needs the route "/healthz".'],
    [["--lang", "zh"], '--lang: "zh" is not allowed. Allowed: en, zh-TW.'],
    [["--package-manager", "yran"], "Did you mean yarn?"],
    [["--if-exists", "ask"], "Allowed: error, merge, overwrite."],
    [["--install=maybe"], '--install: "maybe" is not allowed. Allowed: true or false.'],
    [["--name", "My App"], '--name: "My App" is not allowed.'],
    [["a=b"], "a=b: there is no option a. A folder of that name is written ./a=b."],
    [["prot=1"], "prot=1: there is no option prot. Did you mean port?"],
    [["port=0"], "--port: 0 is not allowed."],
    [["--verify", "--no-install"], "the packages that --no-install leaves out. Leave out one of the two."],
    [["one", "two"], '"two": one folder is enough, and this is another word.'],
    [["--answers", "nowhere.json"], "can't be read from nowhere.json: there is no such file"],
    [["--answers", "."], "can't be read from .: it is a folder"],
  ])("%j", async (argv, message) => {
    const cwd = await testFolder();
    const { exitCode, stdout, stderr } = await run(argv, { cwd });
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(await readdir(cwd)).toEqual([]);
  });

  test.each([
    ["", "The answers in <stdin> are not JSON.\n  <stdin>:1:1: a value is missing here."],
    ["[1]", "The answers in <stdin> are not a JSON object."],
    [
      '{"port":"9000"}',
      '<stdin>:1:9: "port": "9000" is not allowed. Allowed: a whole number from 1 to 65535, without quotes.',
    ],
    ['{"prot":9000}', '"prot": there is no such option. Did you mean port?'],
  ])("answers %j", async (input, message) => {
    const { exitCode, stderr } = await run(["--answers", "-"], { cwd: await testFolder(), input });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  test("flags that npm kept to itself", async () => {
    const cwd = await testFolder();
    const env = { npm_config_port: "true", npm_config_user_agent: "npm/11.0.0 node/v24.0.0" };
    const { exitCode, stderr } = await run(["app", "9100"], { cwd, env });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Run: npm create llmbrick-sse@latest app -- --port 9100");
    expect(await readdir(cwd)).toEqual([]);
  });
});

describe("3: the target can't be used", () => {
  test("a folder that is not empty stays as it is", async () => {
    const cwd = await testFolder();
    await outputFile(join(cwd, "app/mine.txt"), "mine");
    for (const flags of [[], ["--dry-run"]]) {
      const { exitCode, stderr } = await run(["app", ...QUICK, ...flags], { cwd });
      expect(exitCode).toBe(3);
      expect(stderr).toContain(
        `${join(cwd, "app")} is not empty.\nChoose another folder, or add --if-exists merge`,
      );
    }
    expect(await treeOf(cwd)).toEqual({ "app/": "", "app/mine.txt": "mine" });
  });

  test("a file", async () => {
    const cwd = await testFolder();
    await writeFile(join(cwd, "app"), "mine");
    for (const directory of ["app", "app/below"]) {
      const { exitCode, stderr } = await run([directory, ...QUICK], { cwd });
      expect([exitCode, stderr]).toEqual([3, expect.stringContaining(`${join(cwd, "app")} is a file`)]);
    }
    expect(await treeOf(cwd)).toEqual({ app: "mine" });
  });
});

describe("4: the install failed", () => {
  test("no npm on the PATH", async () => {
    const cwd = await testFolder();
    const { exitCode, stderr } = await run(["app", "--no-git"], { cwd, env: { PATH: "/nonexistent" } });
    expect(exitCode).toBe(4);
    expect(stderr).toBe(
      "npm is not on the PATH.\nnpm comes with Node.js: https://nodejs.org/. Or choose another: --package-manager pnpm.\nThe project is there. To go on:\n  cd app\n  npm install\n  npm run dev",
    );
    expect(await readdir(join(cwd, "app"))).toContain("package.json");
  });

  test("npm fails: the end of its output, and git is still done", async () => {
    const cwd = await testFolder();
    const fake = await fakePrograms({ npm: "echo 'npm error code E404' >&2\nexit 1" });
    const { exitCode, stderr } = await run(["app"], { cwd, env: { PATH: `${fake}:${bareEnv.PATH}` } });
    expect(exitCode).toBe(4);
    expect(stderr).toContain(
      "npm install failed.\nnpm error code E404\nTo find out what this machine lacks: create-llmbrick-sse doctor\nThe project is there.",
    );
    expect(await readdir(join(cwd, "app"))).toContain(".git");
  });
});

test("the way on is told once, and begins with what to install", async () => {
  const cwd = await testFolder();
  const env = { PATH: "/nonexistent" };
  const { exitCode, stderr } = await run(["app", "-f", "llmbrick", "--git"], { cwd, env });
  expect(exitCode).toBe(4);
  expect(stderr.match(/To go on:/g)).toHaveLength(1);
  expect(stderr).toMatch(
    /\nGet it from https:\S+python.*\n(?:.*\n)?The project is there. To go on:\n {2}cd app\n {2}python3 -m venv/,
  );
});

describe("5: git failed", () => {
  test("no git on the PATH", async () => {
    const cwd = await testFolder();
    const PATH = await fakePrograms({ npm: FAKE_INSTALL });
    const { exitCode, stderr } = await run(["app", "--git"], { cwd, env: { PATH } });
    expect(exitCode).toBe(5);
    expect(stderr).toContain(
      'git is not on the PATH.\nGet git 2.28 or later from https://git-scm.com/, or leave the repository out: --no-git.\nThe project is there. To go on:\n  cd app\n  git init\n  git add -A\n  git commit -m "Initial commit',
    );
  });

  test("the first step that failed decides: 4 before 5, and both are told", async () => {
    const cwd = await testFolder();
    const PATH = await fakePrograms({ npm: "exit 1", git: "echo broken; exit 1" });
    const { exitCode, stderr } = await run(["app"], { cwd, env: { PATH } });
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(
      /^npm install failed.\ngit init failed.\nbroken\n.*doctor\nThe project is there\./,
    );
  });

  test("inside a repository there is nothing to do", async () => {
    const cwd = await testFolder();
    await mkdir(join(cwd, ".git"));
    const { exitCode, stdout } = await run(["app", "--no-install"], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("No git repository made: the folder is inside one");
    expect(await readdir(join(cwd, "app"))).not.toContain(".git");
  });
});

test.each(['a"b', "a$b", "a`b", "{a", "a}"])(
  "a Python project in %j is refused before anything is written, and a Node project is none",
  async (name) => {
    const cwd = await testFolder();
    const python = await run([`./${name}`, "--framework", "llmbrick", ...QUICK], { cwd });
    expect(python.exitCode).toBe(2);
    expect(python.stderr).toContain("in its path, the project would not run");
    expect(await readdir(cwd)).toEqual([]);
    expect((await run([`./${name}`, ...QUICK], { cwd })).exitCode).toBe(0);
  },
);
