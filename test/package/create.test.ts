import { mkdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { beforeAll, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { en } from "../../src/i18n/en.ts";
import { installManager } from "../support/package-managers.ts";
import { packProgram } from "../support/packed.ts";
import { fakePrograms, run } from "../support/program.ts";
import { publish, startRegistry } from "../support/registry.ts";
import { KEYS, Terminal } from "../support/terminal.ts";
import { temporaryFolder, testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";

const folder = temporaryFolder();
const registry = await startRegistry(folder);
await publish((await packProgram(folder)).tarball, registry, folder);

const QUICK = ["--no-install", "--no-git"];
const byNpmSetting = { npm_config_registry: registry };

/** How users of each package manager start the program, and how without the manager's own words on the output. */
const managers = [
  {
    tool: "npm",
    manager: "npm",
    create: "npm create llmbrick-sse",
    quiet: "npm --silent create llmbrick-sse",
    settings: byNpmSetting,
  },
  {
    tool: "pnpm",
    manager: "pnpm",
    create: "pnpm create llmbrick-sse",
    quiet: "pnpm create llmbrick-sse",
    settings: { pnpm_config_registry: registry },
  },
  {
    tool: "yarn1",
    manager: "yarn",
    create: "yarn create llmbrick-sse",
    quiet: "yarn --silent create llmbrick-sse",
    settings: byNpmSetting,
  },
  {
    tool: "yarn4",
    manager: "yarn",
    create: "yarn create llmbrick-sse",
    quiet: "yarn dlx --quiet create-llmbrick-sse",
    settings: {
      YARN_NPM_REGISTRY_SERVER: registry,
      YARN_UNSAFE_HTTP_WHITELIST: "127.0.0.1",
      // Yarn waits a day before it takes a new release; this one is seconds old.
      YARN_NPM_MINIMAL_AGE_GATE: "0",
    },
  },
  {
    tool: "bun",
    manager: "bun",
    create: "bun create llmbrick-sse",
    quiet: "bun create llmbrick-sse",
    settings: byNpmSetting,
  },
] as const;

describe.each(managers)(
  "$create ($tool)",
  { timeout: 60_000 },
  ({ tool, manager, create, quiet, settings }) => {
    // npm hands on what stands behind two dashes. The others hand on all, and the dashes too.
    const separator = manager === "npm" ? ["--"] : [];
    const home = join(folder, `home of ${tool}`);
    let path = process.env.PATH ?? "";

    beforeAll(async () => {
      await mkdir(home);
      if (tool !== "npm") path = await installManager(tool, home);
    }, 120_000);

    /** Runs a command as a user would who has never used this package manager before. */
    async function start(
      command: string,
      args: readonly string[],
      cwd: string,
      before: readonly string[] = [],
    ) {
      const [file = "", ...words] = command.split(" ");
      return execa(file, [...words, ...args], {
        cwd,
        env: { PATH: [...before, path].join(delimiter), HOME: home, TMPDIR: tmpdir(), ...settings },
        extendEnv: false,
        stdin: "ignore",
        reject: false,
      });
    }

    test("makes the project that the program makes, for this package manager", async () => {
      const cwd = await testFolder();
      const flags = ["my-server", ...separator, "--yes", "--port", "9100", ...QUICK];
      const { exitCode, stdout } = await start(create, flags, cwd);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`  cd my-server\n  ${manager} install\n  ${manager} run dev\n`);
      const expected = await testFolder();
      await run(["my-server", "--port", "9100", "--package-manager", manager, ...QUICK], { cwd: expected });
      expect(await treeOf(cwd)).toEqual(await treeOf(expected));
    });

    test("takes flags after two dashes", async () => {
      const cwd = await testFolder();
      const { exitCode } = await start(create, ["app", "--", "-p", "9200", ...QUICK], cwd);
      expect(exitCode).toBe(0);
      expect(JSON.parse(await readFile(join(cwd, "app/.llmbrick.json"), "utf8"))).toMatchObject({
        port: 9200,
      });
    });

    test("hands on one clean document, and the version", async () => {
      const cwd = await testFolder();
      const { exitCode, stdout } = await start(quiet, ["app", ...separator, "--json", ...QUICK], cwd);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        ok: true,
        version: packageJson.version,
        options: { directory: "app", packageManager: manager },
      });
      const asked = await start(quiet, [...separator, "--version"], cwd);
      expect([asked.exitCode, asked.stdout]).toEqual([0, packageJson.version]);
    });

    test("hands on exit codes", async () => {
      const cwd = await testFolder();
      await outputFile(join(cwd, "full/mine.txt"), "mine");
      const wrong = await start(create, ["app", ...separator, "--port", "99999"], cwd);
      expect(wrong.stderr).toContain("--port: 99999 is not allowed.");
      const full = await start(create, ["full", ...separator, ...QUICK], cwd);
      const other = manager === "npm" ? "pnpm" : "npm";
      const broken = [await fakePrograms({ [other]: "exit 1" })];
      const flags = ["app", ...separator, "--no-git", "--package-manager", other];
      const notInstalled = await start(create, flags, cwd, broken);
      expect([wrong.exitCode, full.exitCode, notInstalled.exitCode]).toEqual([2, 3, 4]);
    });

    if (manager === "npm") {
      test("tells of the flags that npm keeps to itself, and how to hand them on", async () => {
        const cwd = await testFolder();
        const { exitCode, stderr } = await start(create, ["app", "--port", "9100", "--no-install"], cwd);
        expect([exitCode, await treeOf(cwd)]).toEqual([2, {}]);
        const [, command = ""] = /^Run: (.*)$/m.exec(stderr) ?? [];
        expect(command).toBe("npm create llmbrick-sse@latest app -- --port 9100 --no-install");

        expect(await start(command, ["--no-git"], cwd)).toMatchObject({ exitCode: 0 });
        const answers = await readFile(join(cwd, "app/.llmbrick.json"), "utf8");
        expect(JSON.parse(answers)).toMatchObject({ port: 9100, packageManager: "npm" });
      });

      test("asks in the terminal, and hands on Ctrl-C", async () => {
        const [cwd, freshHome] = [await testFolder(), await testFolder()];
        const env = { PATH: path, HOME: freshHome, TMPDIR: tmpdir(), ...settings };
        const terminal = new Terminal([], { cwd, env, program: create.split(" ") });
        await terminal.answer("Ok to proceed?", "y");
        await terminal.answer(en.questions.directory, "app");
        await terminal.waitFor(en.questions.framework);
        terminal.type(KEYS.ctrlC);
        expect(await terminal.exitCode()).toBe(130);
        expect(terminal.text).toContain("Cancelled. Nothing was written.");
        expect(await treeOf(cwd)).toEqual({});
      });
    }
  },
);
