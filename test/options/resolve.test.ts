import { describe, expect, test } from "vitest";
import { UserError } from "../../src/errors.ts";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { parseCommandLine } from "../../src/options/flags.ts";
import { readGiven, withDefaults } from "../../src/options/resolve.ts";

const read = (argv: string[], answers: Record<string, unknown> = {}, t = en) =>
  readGiven(parseCommandLine(argv), answers, t);

function faultsOf(argv: string[], answers: Record<string, unknown> = {}, t = en) {
  try {
    read(argv, answers, t);
  } catch (error) {
    if (error instanceof UserError) return error.faults.map(({ message }) => message);
    throw error;
  }
  return [];
}

test("a flag beats the answers, and both beat the default", () => {
  const given = read(["--port", "1", "here"], { port: 2, host: "::1", directory: "there", debug: false });
  expect(given).toEqual({ port: 1, host: "::1", directory: "here", debug: false });
  const options = withDefaults(given, { env: {}, cwd: "/x" });
  expect(options).toMatchObject({ port: 1, host: "::1", debug: false, name: "here", maxMessagesCount: 100 });
});

test.each([
  [["--verify", "--no-install"], 1],
  [["--verify", "--no-install", "-f", "express", "--language", "js"], 1],
  [["--verify", "--no-install", "-f", "llmbrick"], 1],
  [["--verify", "--no-install", "--language", "js"], 0],
  [["--verify", "--install"], 0],
  [["--no-verify", "--no-install"], 0],
])("a server that needs packages is not verified without them: %j", (argv, count) => {
  expect(faultsOf(argv)).toEqual(Array(count).fill(expect.stringContaining("Leave out one of the two.")));
});

test("the name follows the folder, the current one too", () => {
  expect(withDefaults({ directory: "." }, { env: {}, cwd: "/x/Some App" }).name).toBe("some-app");
  expect(withDefaults({ directory: "a/../b" }, { env: {}, cwd: "/x" }).name).toBe("b");
});

describe("faults", () => {
  test("all of them, of flags and of answers, each with its option, value and what is allowed", () => {
    expect(faultsOf(["a", "b", "--port", "0", "--colour"], { host: 1, modles: ["x"], yes: true })).toEqual([
      "--colour: there is no such option.",
      '"b": one folder is enough. What is this for?',
      '"host": 1 is not allowed. Allowed: a host name, an IPv4 address or an IPv6 address without brackets.',
      '"modles": there is no such option. Did you mean models?',
      '"yes": there is no such option.',
      "--port: 0 is not allowed. Allowed: a whole number from 1 to 65535, in digits.",
    ]);
  });

  test("in the user's language", () => {
    expect(faultsOf(["--lang", "zh"], { port: "1" }, zhTW)).toEqual([
      '"port"：不接受 "1"。可用的值：1 到 65535 的整數，不加引號。',
      '--lang：不接受 "zh"。可用的值：en、zh-TW。',
    ]);
  });

  test("an answer that a flag beats is still a fault", () => {
    expect(faultsOf(["--port", "1"], { port: 0 })).toHaveLength(1);
  });

  test("names that every object has are no options", () => {
    expect(faultsOf([], JSON.parse('{"constructor":1,"__proto__":{"port":1},"toString":2}'))).toHaveLength(3);
  });
});

describe("the endpoint keeps clear of the server's own routes", () => {
  test.each([
    [["--path", "healthz"]],
    [["--path", "/readyz"]],
    [["--path", "/openapi.json"]],
    [["--path", "/page/chat"]],
    [["--prefix", "/page"]],
    [["--prefix", "page/", "--path", "x"]],
  ])("%j", (argv) => {
    expect(faultsOf(argv)).toEqual([expect.stringMatching(/^--path: the server itself needs the route "\//)]);
  });

  test.each([[["--path", "/healthz/x"]], [["--prefix", "/a", "--path", "/healthz"]], [["--path", "/pages"]]])(
    "%j is free",
    (argv) => {
      expect(faultsOf(argv)).toEqual([]);
    },
  );
});

test("what says nothing about a project of the framework is a fault, by flag or by answer", () => {
  expect(faultsOf(["-f", "llmbrick", "--language", "js"], { packageManager: "pnpm" })).toEqual([
    '--package-manager: "pnpm" is not allowed with the framework llmbrick, which leaves no choice. Leave it out.',
    '--language: "js" is not allowed with the framework llmbrick, which leaves no choice. Leave it out.',
  ]);
  expect(faultsOf(["--language", "js"])).toEqual([]);
});
