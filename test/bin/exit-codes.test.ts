import { chmod, mkdir, readdir, stat, symlink, writeFile } from "node:fs/promises";
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
