import { describe, expect, test } from "vitest";
import { parseCommandLine } from "../support/parse-line.ts";

const parse = (...argv: string[]) => parseCommandLine(argv);

describe("values", () => {
  test("options, switches and the folder are told apart, and stay text", () => {
    const line = parse(
      "my app",
      "--port",
      "0x10",
      "--no-install",
      "-f",
      "node",
      "--max-message-length=7",
      "-y",
    );
    expect(line.given).toEqual({
      directory: "my app",
      port: "0x10",
      install: "false",
      framework: "node",
      maxMessageLength: "7",
    });
    expect(line.controls).toEqual({ yes: "true" });
    expect(line.problems).toEqual([]);
  });

  test.each([
    [["--port", "1", "-p", "2"], { port: "2" }],
    [["--features", "docker", "--features=metrics,resume"], { features: "docker,metrics,resume" }],
    [["--features", "docker", "--features="], { features: "docker" }],
    [["features=docker", "features=metrics"], { features: "docker,metrics" }],
    [["--models", "a, b", "--models", "c"], { models: "a,b,c" }],
    [["--models", '["[a]"]', "--models", "c"], { models: '["[a]","c"]' }],
    [["--no-git", "--git"], { git: "true" }],
    [["--git", "--no-git"], { git: "false" }],
    [["--git=false"], { git: "false" }],
    [["--git", "false", "app"], { git: "false", directory: "app" }],
    [["-y", "false", "app"], { directory: "app" }],
    [["--verify"], { verify: "true" }],
    [["--verify=deploy", "app"], { verify: "deploy", directory: "app" }],
    [["--verify", "deploy", "app"], { verify: "deploy", directory: "app" }],
    [["--git", "deploy"], { git: "true", directory: "deploy" }],
    [["--prefix", ""], { prefix: "" }],
    [["--prefix="], { prefix: "" }],
    [["--port", "-1"], { port: "-1" }],
    [["--path=--x"], { path: "--x" }],
    [["--name", "'a' \"b\""], { name: "'a' \"b\"" }],
    [["-p9100"], { port: "9100" }],
    [["-p=9100"], { port: "9100" }],
    [["-yp", "9100"], { port: "9100" }],
    [["1e3"], { directory: "1e3" }],
    [["app", "--", "--port", "1"], { directory: "app", port: "1" }],
  ])("%j", (argv, given) => {
    const line = parse(...argv);
    expect(line.given).toEqual(given);
    expect(line.problems).toEqual([]);
  });

  describe("assignments", () => {
    test.each([
      [["app", "port=9100", "framework=fastify"], { directory: "app", port: "9100", framework: "fastify" }],
      [["max-message-length=5"], { maxMessageLength: "5" }],
      [["maxMessageLength=5"], { maxMessageLength: "5" }],
      [["git=false", "install=true"], { git: "false", install: "true" }],
      [["verify=deploy"], { verify: "deploy" }],
      [["prefix="], { prefix: "" }],
      [["path=/a=b"], { path: "/a=b" }],
      [["models=a b,c\nd"], { models: "a b,c\nd" }],
      [["port=1", "port=2"], { port: "2" }],
      [["port=1", "--port", "3"], { port: "3" }],
      [["--name", "port=1"], { name: "port=1" }],
      [["./a=b"], { directory: "./a=b" }],
      [["/x/a=b"], { directory: "/x/a=b" }],
      [["我=b"], { directory: "我=b" }],
    ])("%j", (argv, given) => {
      expect(parse(...argv)).toMatchObject({ given, problems: [] });
    });

    test("of what to do, too, and beside a command", () => {
      expect(parse("app", "yes=true", "dry-run=true", "dryRun=true", "json=false")).toMatchObject({
        controls: { yes: "true", dryRun: "true" },
        problems: [],
      });
      expect(parse("list", "json=true")).toMatchObject({
        command: "list",
        controls: { json: "true" },
        problems: [],
      });
      expect(parse("json=true", "list")).toMatchObject({ command: "list", problems: [] });
    });

    test.each([
      ["prot=1", "unknownKey", "port"],
      ["maxMesageLength=1", "unknownKey", "maxMessageLength"],
      ["a=b", "unknownKey", undefined],
      ["constructor=1", "unknownKey", undefined],
      ["git=maybe", "notAllowed", undefined],
      ["json=1", "notAllowed", undefined],
    ])("%s is wrong", (word, kind, nearest) => {
      const { problems, given } = parse("app", word);
      expect(problems.map((problem) => [problem.kind, problem.nearest])).toEqual([[kind, nearest]]);
      expect(given.directory).toBe("app");
    });
  });

  test("--no-yes takes --yes back; a file may be called false", () => {
    expect(parse("--yes", "--no-yes").controls).toEqual({});
    expect(parse("--answers", "false").controls).toEqual({ answers: "false" });
  });
});

describe("problems", () => {
  test.each([
    [["--fraemwork", "node"], "unknown", "--fraemwork", "--framework"],
    [["--camelCase"], "unknown", "--camelCase", undefined],
    [["--maxMessageLength", "5"], "unknown", "--maxMessageLength", "--max-message-length"],
    [["app", "--fraemwork", "node"], "unknown", "--fraemwork", "--framework"],
    [["--no-port"], "unknown", "--no-port", "--port"],
    [["--no-git=false"], "unknown", "--no-git", undefined],
    [["-yp"], "noValue", "--port", undefined],
    [["--no-colour"], "unknown", "--no-colour", undefined],
    [["--no-instal"], "unknown", "--no-instal", "--no-install"],
    [["grade", "a", "--prot", "1"], "unknown", "--prot", undefined],
    [["doctor", "--prot", "1"], "unknown", "--prot", "--port"],
    [["-x"], "unknown", "-x", undefined],
    [["--constructor", "1"], "unknown", "--constructor", undefined],
    [["--__proto__", "1"], "unknown", "--__proto__", undefined],
    [["--a.b", "1"], "unknown", "--a.b", undefined],
    [["--port"], "noValue", "--port", undefined],
    [["-p"], "noValue", "--port", undefined],
    [["--port", "--yes"], "noValue", "--port", undefined],
    [["--answers"], "noValue", "--answers", undefined],
    [["--answers", ""], "noValue", "--answers", undefined],
    [["--answers="], "noValue", "--answers", undefined],
    [["answers="], "noValue", "--answers", undefined],
    [["--install=maybe"], "notAllowed", "--install", undefined],
    [["--install=deploy"], "notAllowed", "--install", undefined],
    [["--verify=deplyo"], "notAllowed", "--verify", "deploy"],
    [["--json=1"], "notAllowed", "--json", undefined],
    [["one", "two"], "surplus", "two", undefined],
  ])("%j", (argv, kind, label, nearest) => {
    const { problems } = parse(...argv);
    expect(problems.map((problem) => [problem.kind, problem.label, problem.nearest])).toEqual([
      [kind, label, nearest],
    ]);
  });

  test("each one is found, not the first alone", () => {
    const { problems } = parse("a", "b", "c", "--nope", "--port", "--yes", "--host", "--git=no");
    expect(problems.map(({ kind }) => kind).sort()).toEqual([
      "noValue",
      "noValue",
      "notAllowed",
      "surplus",
      "surplus",
      "unknown",
    ]);
  });
});
