import { describe, expect, test } from "vitest";
import { parseCommandLine } from "../../src/options/flags.ts";

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
    [["--no-git", "--git"], { git: "true" }],
    [["--git", "--no-git"], { git: "false" }],
    [["--git=false"], { git: "false" }],
    [["--prefix", ""], { prefix: "" }],
    [["--prefix="], { prefix: "" }],
    [["--port", "-1"], { port: "-1" }],
    [["--path=--x"], { path: "--x" }],
    [["--name", "'a' \"b\""], { name: "'a' \"b\"" }],
    [["-p9100"], { port: "9100" }],
    [["-yp", "9100"], { port: "9100" }],
    [["1e3"], { directory: "1e3" }],
    [["app", "--", "--port", "1"], { directory: "app", port: "1" }],
  ])("%j", (argv, given) => {
    const line = parse(...argv);
    expect(line.given).toEqual(given);
    expect(line.problems).toEqual([]);
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
    [["--no-port"], "unknown", "--no-port", "--port"],
    [["--no-colour"], "unknown", "--no-colour", undefined],
    [["-x"], "unknown", "-x", undefined],
    [["--constructor", "1"], "unknown", "--constructor", undefined],
    [["--__proto__", "1"], "unknown", "--___proto___", undefined],
    [["--a.b", "1"], "unknown", "--a.b", undefined],
    [["--port"], "noValue", "--port", undefined],
    [["-p"], "noValue", "--port", undefined],
    [["--port", "--yes"], "noValue", "--port", undefined],
    [["--answers"], "noValue", "--answers", undefined],
    [["--install=maybe"], "notAllowed", "--install", undefined],
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
