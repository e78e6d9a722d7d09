import { rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { collectLayers } from "../build/layers.ts";
import { Cancelled } from "../src/errors.ts";
import { main } from "../src/main.ts";
import { testFolder } from "./support/test-folder.ts";
import { systemError, type TestIoOptions, testIo, watchedFs } from "./support/test-io.ts";

async function runMain(argv: string[], parts: TestIoOptions = {}) {
  const cwd = await testFolder();
  const io = testIo({ cwd, ...parts });
  const exitCode = await main(argv, io);
  return { exitCode, io, cwd };
}

const failing = (name: string) => ({
  respond: ({ command }: { command: string }) => (command === name ? ({ status: "failed" } as const) : {}),
});

describe("a project that another program removes meanwhile", () => {
  test.each(["done", "failed"] as const)("while an install is %s", async (status) => {
    const cwd = await testFolder();
    const respond = ({ command }: { command: string }) => {
      if (command === "npm") rmSync(join(cwd, "app"), { recursive: true });
      return { status };
    };
    const { exitCode, io } = await runMain(["app", "--json"], { cwd, respond });
    expect([exitCode, io.started.length]).toEqual([7, 1]);
    expect(io.err()).toContain(
      "app is there no more: another program has removed or renamed it.\nRun the command again.\n",
    );
    expect(io.err()).not.toContain("The project is there");
    expect(JSON.parse(io.out())).toMatchObject({
      error: { code: "WRITE_FAILED" },
      steps: { write: "failed", install: "failed", git: "skipped" },
    });
  });
});

describe("the steps", () => {
  test("write, install, git, and what is next", async () => {
    const { exitCode, io } = await runMain(["app"]);
    expect(exitCode).toBe(0);
    expect(io.started.map(({ command, args }) => [command, args[0]])).toEqual([
      ["npm", "install"],
      ["git", "--version"],
      ["git", "config"],
      ["git", "init"],
      ["git", "-c"],
      ["git", "-c"],
      ["git", "-c"],
      ["git", "-c"],
    ]);
    expect(io.out()).toMatch(
      /^\d+ files written to app\nInstalling: npm install\nDependencies installed in [\d.]+ s\nGit repository made, with a first commit\n\nNext:\n {2}cd app\n {2}npm run dev\nThen open http:\/\/127\.0\.0\.1:9000\/\n$/,
    );
    expect(io.err()).toBe("");
  });

  test("what is not wanted is not done", async () => {
    const { io } = await runMain(["app", "--no-install", "--no-git"]);
    expect(io.started).toEqual([]);
  });

  test("nothing to install is said", async () => {
    const layers = await collectLayers();
    const typescript = { ...layers["core/+ts"], "package.json": "{}" };
    const readLayers = async () => ({ ...layers, "core/+ts": typescript });
    const { exitCode, io } = await runMain(["app", "--no-git"], { readLayers });
    expect([exitCode, io.started]).toEqual([0, []]);
    expect(io.out()).toContain("Nothing to install\n\nNext:\n  cd app\n  npm run dev\n");
  });

  test("the commands are those of the package manager", async () => {
    const env = { npm_config_user_agent: "pnpm/10.0.0 node/v24.0.0" };
    const { io } = await runMain(["app", "--no-git"], { env });
    expect(io.started.map(({ command }) => command)).toEqual(["pnpm"]);
    expect(io.out()).toContain("  pnpm run dev\n");
  });

  test("without the test page there is no address to open", async () => {
    const { io } = await runMain(["app", "--no-install", "--no-git", "--no-test-page"]);
    expect(io.out()).not.toContain("Then open");
  });

  test("an author that git does not know is told how to introduce themselves", async () => {
    const respond = ({ args }: { args: readonly string[] }) =>
      args.includes("var") ? ({ status: "failed" } as const) : {};
    const { exitCode, io } = await runMain(["app", "--no-install"], { respond });
    expect(exitCode).toBe(0);
    expect(io.out()).toContain("git config --global user.email");
  });
});

describe("a failure", () => {
  test.each([
    ["npm", 4],
    ["git", 5],
  ])("of %s leaves the project, and the rest is done", async (program, code) => {
    const { exitCode, io, cwd } = await runMain(["app"], failing(program));
    expect(exitCode).toBe(code);
    expect(new Set(io.started.map(({ command }) => command))).toEqual(new Set(["npm", "git"]));
    expect(io.err()).toMatch(/ failed\.\n(?:.*doctor\n)?The project is there\. To go on:\n {2}cd app\n/);
    expect(await readdir(join(cwd, "app"))).toContain("package.json");
  });

  test("for want of Python leaves the project, too, and says where to get it and how to go on", async () => {
    const respond = ({ command }: { command: string }) =>
      command === "git" ? {} : ({ status: "missing" } as const);
    const { exitCode, io, cwd } = await runMain(["app", "-f", "llmbrick"], { respond });
    expect(exitCode).toBe(4);
    expect(io.err()).toContain("Get it from https://www.python.org/downloads/");
    expect(io.err()).toContain("\nThe project is there. To go on:\n  cd app\n  python3 -m venv .venv\n");
    expect(await readdir(join(cwd, "app"))).toContain("server.py");
  });

  test("of this program is an INTERNAL one", async () => {
    const readLayers = async () => ({ core: { "README.md.hbs": '[{"name":"nothing","helpers":[]}]' } });
    const { exitCode, io } = await runMain(["app", "--json"], { readLayers });
    expect(exitCode).toBe(1);
    expect(JSON.parse(io.out())).toMatchObject({ ok: false, error: { code: "INTERNAL" } });
    expect(io.err()).toContain("--debug-cli");
  });

  test("of the disk leaves nothing", async () => {
    const fs = watchedFs((_count, operation) => {
      if (operation === "writeFile") throw systemError("ENOSPC", "/disk/app");
    });
    const { exitCode, io, cwd } = await runMain(["app", "--lang", "zh-TW"], { fs });
    expect([exitCode, await readdir(cwd)]).toEqual([7, []]);
    expect(io.err()).toMatch(/^無法寫入檔案：\/disk\/app：磁碟空間不足。\n一切維持原狀。/);
  });
});

test("a signal during the install ends the run: no git, and the way to go on", async () => {
  const controller = new AbortController();
  const respond = () => {
    controller.abort(new Cancelled("SIGINT"));
    throw controller.signal.reason;
  };
  const { exitCode, io } = await runMain(["app", "--json"], { respond, signal: controller.signal });
  expect(exitCode).toBe(130);
  expect(io.started).toHaveLength(1);
  expect(JSON.parse(io.out())).toMatchObject({
    ok: false,
    error: { code: "CANCELLED", message: "Cancelled.", hint: expect.stringContaining("npm install") },
    steps: { write: "done", install: "skipped", git: "skipped", verify: "skipped" },
    next: [
      "cd app",
      "npm install",
      "git init",
      "git add -A",
      expect.stringContaining("git commit"),
      "npm run dev",
    ],
  });
});

describe("the language", () => {
  const answers = (text: string) => ({ readStdin: async () => text });

  test.each([
    [["--port", "0"], { env: { LANG: "zh_TW.UTF-8" } }, "有 1 個選項不正確。"],
    [["--port", "0", "--lang", "zh-TW"], {}, "有 1 個選項不正確。"],
    [["--port", "0", "--lang", "en"], { env: { LANG: "zh_TW.UTF-8" } }, "An option is wrong."],
    [["--answers", "-"], answers('{"lang":"zh-TW","port":0}'), "有 1 個選項不正確。"],
    [["--answers", "-", "--lang", "en"], answers('{"lang":"zh-TW","port":0}'), "An option is wrong."],
    [["--lang", "tlh"], { env: { LANG: "zh_TW.UTF-8" } }, "有 1 個選項不正確。"],
  ])("%j", async (argv, parts, message) => {
    const { exitCode, io } = await runMain(argv, parts);
    expect([exitCode, io.err().split("\n")[0]]).toEqual([2, message]);
  });
});
