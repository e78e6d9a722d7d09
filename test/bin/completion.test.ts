import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { bashScript } from "../../src/commands/completion/bash.ts";
import { fishScript } from "../../src/commands/completion/fish.ts";
import { zshScript } from "../../src/commands/completion/zsh.ts";
import { program } from "../support/generated-project.ts";
import { lacks } from "../support/needed-programs.ts";
import { bareEnv, fakePrograms, run } from "../support/program.ts";
import { Terminal } from "../support/terminal.ts";
import { testFolder } from "../support/test-folder.ts";

interface ShellUnderTest {
  /** How it starts, knowing nothing but the start file, and asks for a command by `READY`. */
  readonly start: (home: string) => readonly string[];
  readonly startFile: string;
  /** Loads the script as its first lines say, then puts a program in our place that tells its words, without the slash that zsh takes back. */
  readonly script: string;
}

const TELL = `() { printf '<%s>' "\${@%/}"; echo; }`;

const shells: Record<"bash" | "zsh" | "fish", ShellUnderTest> = {
  bash: {
    start: (home) => ["bash", "--rcfile", join(home, "start"), "-i"],
    startFile: "start",
    script: `eval "$(create-llmbrick-sse completion bash)"\ncreate-llmbrick-sse${TELL}\nPS1=READY`,
  },
  zsh: {
    start: () => ["zsh", "-i"],
    startFile: ".zshrc",
    script: `autoload -Uz compinit; compinit -u\neval "$(create-llmbrick-sse completion zsh)"\ncreate-llmbrick-sse${TELL}\nPS1=READY`,
  },
  fish: {
    start: () => ["fish", "-i"],
    startFile: ".config/fish/config.fish",
    script: `create-llmbrick-sse completion fish | source
function create-llmbrick-sse; printf '<%s>' (string replace -r '/$' '' -- $argv); echo; end
function fish_prompt; printf READY; end
function fish_greeting; end`,
  },
};

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** What is typed, with a Tab at its end, and the words that the program is then called with. */
const cases: [typed: string, words: string[]][] = [
  ["lis", ["list"]],
  ["--framework hon", ["--framework", "hono"]],
  ["--framework=hon", ["--framework=hono"]],
  ["-f llm", ["-f", "llmbrick"]],
  ["app --no-inst", ["app", "--no-install"]],
  ["--if-exists m", ["--if-exists", "merge"]],
  // The last of several, of those that are not there yet.
  ["--features sys", ["--features", "systemd"]],
  ["--features=sys", ["--features=systemd"]],
  // What may follow a switch is joined to it.
  ["--verify=dep", ["--verify=deploy"]],
  ["--verify my-fold", ["--verify", "my-folder"]],
  ["completion zs", ["completion", "zsh"]],
  ["list --js", ["list", "--json"]],
  // Not a flag of this command.
  ["list --frame", ["list", "--frame"]],
  ["--answers my-a", ["--answers", "my-answers.json"]],
  ["--answers two", ["--answers", "two words.json"]],
  ["my-fold", ["my-folder"]],
  ["--yes my-fold", ["--yes", "my-folder"]],
  // The folder is no file.
  ["my-ans", ["my-ans"]],
  ["--port my-", ["--port", "my-"]],
];

describe.each(["bash", "zsh", "fish"] as const)("%s", (name) => {
  const shell = shells[name];
  const { startFile, script } = shell;
  describe.skipIf(name !== "bash" && lacks(name))("completes in a terminal", () => {
    let terminal: Terminal;
    let home: string;
    beforeEach(async () => {
      home = await testFolder();
    });

    /** Starts the shell. @param tell prints the script */
    async function start(tell: string) {
      const bin = await fakePrograms({ "create-llmbrick-sse": tell });
      await mkdir(join(home, startFile, ".."), { recursive: true });
      await writeFile(join(home, startFile), script);
      const cwd = await testFolder();
      await mkdir(join(cwd, "my-folder"));
      for (const file of ["my-answers.json", "two words.json"]) await writeFile(join(cwd, file), "{}");
      const env = {
        ...bareEnv,
        HOME: home,
        XDG_CONFIG_HOME: join(home, ".config"),
        PATH: `${bin}:${bareEnv.PATH}`,
      };
      terminal = new Terminal([], { cwd, env, program: shell.start(home) });
    }

    /** Types each line with a Tab at its end, and expects the words that the program is then called with. */
    async function expectWords(cases: readonly (readonly [typed: string, words: readonly string[]])[]) {
      for (const [typed, words] of cases) {
        await terminal.waitFor("READY");
        terminal.type(`create-llmbrick-sse ${typed}\t\r`);
        await terminal.waitFor(`${words.map((word) => `<${word}>`).join("")}\n`);
      }
      terminal.type("exit\r");
      expect(await terminal.exitCode()).toBe(0);
    }

    test("flags, choices, commands, files and folders", async () => {
      await start(`exec "${process.execPath}" "${program}" "$@"`);
      await expectWords(cases);
    });

    test("the last of several words with commas between them: one that does not stand before it", async () => {
      const choices = ["alpha", "beta", "beth"];
      const value = { name: "set", choices, isSeveral: true, isFile: false };
      const flags = [{ flag: "--set", description: "of a test", value }];
      await writeFile(
        join(home, "script"),
        scripts[name]({ flags, allFlags: flags, commands: [], folder: "folder" }),
      );
      await start(`cat "${join(home, "script")}"`);
      await expectWords([
        ["--set al", ["--set", "alpha"]],
        ["--set alpha,bete", ["--set", "alpha,bete"]],
        ["--set alpha,bet", ["--set", "alpha,bet"]],
        ["--set alpha,beth,b", ["--set", "alpha,beth,beta"]],
        ["--set=beta,beth,", ["--set=beta,beth,alpha"]],
      ]);
    });
  });
});

test.each(["zsh", "fish"])("the script for %s describes the flags in the user's language", async (name) => {
  const { exitCode, stdout, stderr } = await run(["completion", name, "--lang", "zh-TW"], { cwd: "/" });
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("關閉：安裝相依套件");
});

test.each([
  [["completion"], "completion needs a value: bash, zsh, fish, powershell."],
  [["completion", "tcsh"], 'completion: "tcsh" is not allowed. Allowed: bash, zsh, fish, powershell.'],
  [["completion", "bash", "zsh"], '"zsh": the command completion takes one SHELL, and this is another word.'],
  [["completion", "bash", "--json"], "--json: the command completion has no use for it."],
])("%j", async (argv, message) => {
  const { exitCode, stderr } = await run(argv, { cwd: "/" });
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});
