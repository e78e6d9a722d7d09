import { describe, expect, test } from "vitest";
import type { Answers } from "../../src/answers/answers.ts";
import { handlers } from "../../src/handlers/index.ts";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { readGiven, withDefaults } from "../../src/options/resolve.ts";
import { worded } from "../support/in-english.ts";
import { parseCommandLine } from "../support/parse-line.ts";
import { testIo } from "../support/test-io.ts";

/** The answers as a document on standard input. */
const answersOf = (text: string): Answers => ({ source: "-", text, values: JSON.parse(text) });

const read = (argv: string[], answers: Record<string, unknown> = {}) =>
  readGiven(parseCommandLine(argv), answersOf(JSON.stringify(answers)), testIo());

async function faultsIn(argv: string[], answers: Answers, t = en) {
  try {
    await readGiven(parseCommandLine(argv), answers, testIo());
  } catch (error) {
    return worded(error, t).faults;
  }
  return [];
}

/** The messages, without where they are in the answers. */
async function faultsOf(argv: string[], answers: Record<string, unknown> = {}, t = en) {
  const faults = await faultsIn(argv, answersOf(JSON.stringify(answers)), t);
  return faults.map(({ message }) => message.replace(/^<stdin>:1:\d+: /, ""));
}

test("a flag beats the answers, and both beat the default", async () => {
  const given = await read(["--port", "1", "here"], {
    port: 2,
    host: "::1",
    directory: "there",
    debug: false,
  });
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
])("a server that needs packages is not verified without them: %j", async (argv, count) => {
  expect(await faultsOf(argv)).toEqual(
    Array(count).fill(expect.stringContaining("Leave out one of the two.")),
  );
});

test.each([
  [["--verify=deploy"], ["--verify: --verify=deploy needs compose. Add that, or leave --verify=deploy out."]],
  [["--verify=deploy", "--features", "docker,compose"], []],
])("a proxy is proven only where a feature brings one: %j", async (argv, faults) => {
  expect(await faultsOf(argv)).toEqual(faults);
});

test.each([true, "deploy"])("an answers file may say of verify: %j", async (verify) => {
  const features = ["docker", "compose"];
  expect(await read([], { verify, features })).toEqual({ verify, features });
  expect(await faultsOf([], { verify: "deplyo" })).toEqual([
    '"verify": "deplyo" is not allowed. Allowed: true, false, deploy, without quotes. Did you mean deploy?',
  ]);
});

test("the name follows the folder, the current one too", () => {
  expect(withDefaults({ directory: "." }, { env: {}, cwd: "/x/Some App" }).name).toBe("some-app");
  expect(withDefaults({ directory: "a/../b" }, { env: {}, cwd: "/x" }).name).toBe("b");
});

test.each(handlers)("proposes the models of the handler $name", ({ name, models }) => {
  expect(withDefaults({ handler: name }, { env: {}, cwd: "/x" }).models).toEqual(models);
});

describe("faults", () => {
  test("all of them, of flags and of answers, each with its option, value and what is allowed", async () => {
    expect(
      await faultsOf(["a", "b", "--port", "0", "--colour"], { host: 1, modles: ["x"], yes: true }),
    ).toEqual([
      "--colour: there is no such option.",
      '"b": one folder is enough, and this is another word.',
      '"host": 1 is not allowed. Allowed: a host name, an IPv4 address or an IPv6 address without brackets.',
      '"modles": there is no such option. Did you mean models?',
      '"yes": there is no such option.',
      "--port: 0 is not allowed. Allowed: a whole number from 1 to 65535, in digits.",
    ]);
  });

  test("in the user's language", async () => {
    expect(await faultsOf(["--lang", "zh"], { port: "1" }, zhTW)).toEqual([
      '"port"：不接受 "1"。可用的值：1 到 65535 的整數，不加引號。',
      '--lang：不接受 "zh"。可用的值：en、zh-TW。你是指 zh-TW 嗎？',
    ]);
  });

  test("what is a list, a number or a switch in JSON, and was written as a text", async () => {
    expect(await faultsOf([], { models: "gpt-4o", port: "9100", debug: "true" })).toEqual([
      '"models": "gpt-4o" is not allowed. Allowed: one model or more, each of 1 to 200 characters, without commas, control characters, or spaces at the ends, as a list: ["gpt-4o"].',
      '"port": "9100" is not allowed. Allowed: a whole number from 1 to 65535, without quotes.',
      '"debug": "true" is not allowed. Allowed: true or false, without quotes.',
    ]);
  });

  test.each([
    [["--language", "TypeScript"], "ts"],
    [["--language", "javascript"], "js"],
    [["--framework", "python"], "llmbrick"],
    [["--framework", "nestjs"], "nest"],
    [["--lang", "zh_TW.UTF-8"], "zh-TW"],
    [["--lang", "中文"], "zh-TW"],
    [["--lang", "en-US"], "en"],
    [["app", "—port", "9100"], "--port"],
    [["app", "–-port=9100"], "--port"],
    [["app", "－－port", "9100"], "--port"],
    [["app", "/port"], "--port"],
    [["app", "yes"], "--yes"],
  ])("%j: what was meant is proposed", async (argv, meant) => {
    expect(await faultsOf(argv, {})).toEqual([
      expect.stringMatching(new RegExp(` Did you mean ${meant}\\?$`)),
    ]);
  });

  test("an answer that a flag beats is still a fault", async () => {
    expect(await faultsOf(["--port", "1"], { port: 0 })).toHaveLength(1);
  });

  test("names that every object has are no options", async () => {
    expect(
      await faultsOf([], JSON.parse('{"constructor":1,"__proto__":{"port":1},"toString":2}')),
    ).toHaveLength(3);
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
    [["--path", "/v1/chat/completions", "--features", "openai-api"]],
    [["--prefix", "/a", "--path", "/v1/models", "--features", "openai-api"]],
  ])("%j", async (argv) => {
    expect(await faultsOf(argv)).toEqual([
      expect.stringMatching(/^--(?:path|prefix): the server itself needs the route "\//),
    ]);
  });

  test.each([
    [["--path", "/healthz/x"]],
    [["--prefix", "/a", "--path", "/healthz"]],
    [["--path", "/pages"]],
    [["--path", "/v1/chat/completions"]],
    [["--prefix", "/v1", "--features", "openai-api"]],
  ])("%j is free", async (argv) => {
    expect(await faultsOf(argv)).toEqual([]);
  });
});

test("what says nothing about a project of the framework is a fault, by flag or by answer", async () => {
  expect(await faultsOf(["-f", "llmbrick", "--language", "js"], { packageManager: "pnpm" })).toEqual([
    '"packageManager": "pnpm" is not allowed with the framework llmbrick, which leaves no choice. Leave it out.',
    '--language: "js" is not allowed with the framework llmbrick, which leaves no choice. Leave it out.',
  ]);
  expect(await faultsOf(["--language", "js"])).toEqual([]);
});

describe("faults of the answers say where they are", () => {
  const document = [
    "{",
    '  "port": "9000",',
    '  "models": ["a", "", "b"],\r',
    '\t"prot": 1, "port": 1, "p\\u0061th": "/x",',
    '  "path": "/healthz", "我": {"port": 1}',
    "}",
  ].join("\n");

  test("line, column and all that is wrong", async () => {
    const faults = await faultsIn([], answersOf(document));
    expect(faults.map(({ option, line, column }) => [option, line, column])).toEqual([
      ["models", 3, 19],
      ["prot", 4, 2],
      ["我", 5, 23],
      ["path", 5, 11],
      ["port", 4, 13],
      ["path", 5, 3],
    ]);
    expect(faults.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^<stdin>:3:19: "models": "" is not allowed\./),
      '<stdin>:4:2: "prot": there is no such option. Did you mean port?',
      '<stdin>:5:23: "我": there is no such option.',
      expect.stringMatching(/^<stdin>:5:11: "path": the server itself needs the route/),
      '<stdin>:4:13: "port" is there more than once.',
      '<stdin>:5:3: "path" is there more than once.',
    ]);
  });

  test("of a list with one item twice: the later", async () => {
    const faults = await faultsIn([], answersOf('{"models":["a","b","a"]}'));
    expect(faults).toMatchObject([{ option: "models", value: "a", line: 1, column: 20 }]);
  });

  test("of a file: by its path; of a flag: nowhere", async () => {
    const answers = { ...answersOf('{"port":0}'), source: "../my answers.json" };
    expect(
      (await faultsIn(["--host", "?"], answers)).map(({ message, line }) => [
        message.split(" is not")[0],
        line,
      ]),
    ).toEqual([
      ['../my answers.json:1:9: "port": 0', 1],
      ['--host: "?"', undefined],
    ]);
  });

  test("of members without number, in time", async () => {
    const names = Array.from({ length: 60_000 }, (_, index) => `k${index}`);
    const text = `{\n${names.map((name) => `"${name}":1`).join(",\n")}}`;
    const faults = await faultsIn([], answersOf(text));
    expect(faults.map(({ option, line, column }) => [option, line, column])).toEqual(
      names.map((name, index) => [name, index + 2, 1]),
    );
  });

  test("of more wrong values in a list than a call takes arguments", async () => {
    const count = 200_000;
    expect(await faultsIn([], answersOf(`{"models":[${Array(count).fill(0)}]}`))).toHaveLength(count);
  });

  test("what only looks repeated is none", async () => {
    const text = '{"models":["port","models"],"name":"port","port":1}';
    expect(await faultsIn([], answersOf(text))).toEqual([]);
  });
});

test("of a long value, a message shows as much as one can read", async () => {
  const [message = ""] = await faultsOf(["--host", "🦜".repeat(100_000)]);
  expect(message).toMatch(/^--host: "🦜{249}… is not allowed\. Allowed: a host name/u);
  const [unknown = ""] = await faultsOf([`--${"x".repeat(100_000)}`]);
  expect(unknown).toBe(`--${"x".repeat(248)}…: there is no such option.`);
});
