import { execa } from "execa";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commandLine, flagWords } from "../../src/command-line/call.ts";
import { helpCommand, sameAgainCommand } from "../../src/command-line/same-again.ts";
import { directoryWord } from "../../src/command-line/words.ts";
import { syntaxes } from "../../src/commands/table.ts";
import { readGiven, withDefaults } from "../../src/options/resolve.ts";
import type { Options } from "../../src/options/table.ts";
import { anyOptions } from "../support/any-options.ts";
import { options } from "../support/options.ts";
import { parseCommandLine } from "../support/parse-line.ts";
import { testIo } from "../support/test-io.ts";

const call = { shell: "posix", words: ["app"], flags: ["--port", "1"] } as const;

test.each([
  ["npm", "npm create llmbrick-sse@latest app -- --port 1"],
  ["pnpm", "pnpm create llmbrick-sse app --port 1"],
  ["yarn", "yarn create llmbrick-sse app --port 1"],
  ["bun", "bun create llmbrick-sse app --port 1"],
  [undefined, "create-llmbrick-sse app --port 1"],
] as const)("started by %s", (starter, command) => {
  expect(commandLine({ ...call, starter })).toBe(command);
});

test("no dashes where there are no flags", () => {
  expect(commandLine({ starter: "npm", shell: "posix", words: ["app"], flags: [] })).toBe(
    "npm create llmbrick-sse@latest app",
  );
});

test.each([
  ["-x", "./-x"],
  ["list", "./list"],
  ["a=b", "./a=b"],
  ["lists", "lists"],
])("the folder %s is taken for nothing else when it is written %s", (directory, word) => {
  expect(directoryWord(directory, syntaxes)).toBe(word);
  expect(parseCommandLine([word])).toMatchObject({ given: { directory: word }, problems: [] });
});

test("flags of each type", () => {
  expect([
    flagWords("install", false),
    flagWords("port", 9100),
    flagWords("models", ["a", "b"]),
    flagWords("path", "-x"),
    flagWords("verify", "deploy"),
  ]).toEqual([["--no-install"], ["--port", "9100"], ["--models", "a,b"], ["--path=-x"], ["--verify=deploy"]]);
});

test.each([
  [undefined, undefined, "create-llmbrick-sse --help"],
  ["grade", undefined, "create-llmbrick-sse grade --help"],
  ["grade", "npm/11 node/v20", "npm create llmbrick-sse@latest grade -- --help"],
  [undefined, "yarn/1 npm/? node/v20", "yarn create llmbrick-sse --help"],
])("the help of %s, for who was started by %s, is shown by: %s", (command, agent, expected) => {
  const env = { npm_config_user_agent: agent };
  expect(helpCommand(command, { env, platform: "linux" })).toBe(expected);
});

describe("the command that makes the same project without questions", () => {
  const place = { env: {}, platform: "linux", target: "/nowhere/my-server", commands: syntaxes } as const;

  test("names what is not a default, and nothing else", () => {
    expect(sameAgainCommand(options(), place)).toBe("create-llmbrick-sse my-server --yes");
    expect(sameAgainCommand(options({ port: 9100, git: false, name: "other" }), place)).toBe(
      "create-llmbrick-sse my-server --name other --port 9100 --no-git --yes",
    );
  });

  test("does not count on the language of this terminal", () => {
    const env = { LANG: "zh_TW.UTF-8", npm_config_user_agent: "pnpm/10 node/v20" };
    expect(sameAgainCommand(options({ lang: "zh-TW", packageManager: "pnpm" }), { ...place, env })).toBe(
      "pnpm create llmbrick-sse my-server --lang zh-TW --yes",
    );
  });

  test("gives the same options again, whatever they are", async () => {
    await fc.assert(
      fc.asyncProperty(anyOptions(), async (chosen: Options) => {
        const command = sameAgainCommand(chosen, place).replace("create-llmbrick-sse", "printf '%s\\0'");
        const { stdout } = await execa("sh", ["-c", command]);
        const line = parseCommandLine(stdout.split("\0").slice(0, -1));
        const again = withDefaults(await readGiven(line, undefined, testIo()), {
          env: {},
          cwd: "/nowhere",
        });
        expect(again).toEqual({ ...chosen, directory: again.directory });
        expect(again.directory.replace(/^\.\//, "")).toBe(chosen.directory.replace(/^\.\//, ""));
      }),
      { numRuns: 60 },
    );
  });
});
