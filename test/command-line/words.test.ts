import { describe, expect, test } from "vitest";
import { directoryWord, sortWords } from "../../src/command-line/words.ts";
import { commandNames, syntaxes } from "../../src/commands/table.ts";

describe("words without dashes", () => {
  test("one is the folder, and what follows is too much", () => {
    expect(sortWords([], {}, syntaxes)).toEqual({ problems: [] });
    expect(sortWords(["app"], {}, syntaxes)).toEqual({ directory: "app", problems: [] });
    expect(sortWords(["app", "b", "c"], {}, syntaxes).problems).toMatchObject([
      { kind: "surplus", value: "b" },
      { kind: "surplus", value: "c" },
    ]);
  });

  test("the first of several that is nearly a command is told as that", () => {
    expect(sortWords(["ad", "docker", "mock"], {}, syntaxes).problems).toMatchObject([
      { kind: "unknownCommand", value: "ad", nearest: "add" },
    ]);
  });

  test.each(commandNames)("%s is a command, and ./%s a folder", (name) => {
    expect(sortWords([name], {}, syntaxes)).toMatchObject({ command: name });
    expect(sortWords([directoryWord(name, syntaxes)], {}, syntaxes)).toEqual({
      directory: `./${name}`,
      problems: [],
    });
  });

  test.each(["help", "version"] as const)("%s is the flag, as in many programs", (control) => {
    expect(sortWords([control, "list"], {}, syntaxes)).toEqual({ control, problems: [] });
  });

  test("a command takes its own operand and no more", () => {
    expect(sortWords(["completion", "bash"], {}, syntaxes)).toEqual({
      command: "completion",
      operand: "bash",
      problems: [],
    });
    expect(sortWords(["completion"], {}, syntaxes).problems).toMatchObject([{ kind: "noValue" }]);
    expect(sortWords(["completion", "tcsh"], {}, syntaxes).problems).toMatchObject([
      { kind: "notAllowed", value: "tcsh", choices: expect.arrayContaining(["zsh"]) },
    ]);
    expect(sortWords(["completion", "bash", "zsh"], {}, syntaxes).problems).toMatchObject([
      { kind: "surplusOperand", value: "zsh", choices: ["SHELL"] },
    ]);
    expect(sortWords(["list", "all"], {}, syntaxes).problems).toMatchObject([
      { kind: "surplusWord", value: "all" },
    ]);
  });

  test.each([[["docker", "compose", "-mock"]], [["docker,compose", "-mock"]], [["docker,compose,-mock"]]])(
    "the names of %j are three",
    (names) => {
      const { operands, problems } = sortWords(["add", ...names], {}, syntaxes);
      expect([operands, problems]).toEqual([["docker", "compose", "-mock"], []]);
    },
  );

  test("a flag that a command has no use for is a problem that names those it has", () => {
    expect(sortWords(["list"], { port: "1" }, syntaxes).problems).toMatchObject([
      {
        kind: "notForCommand",
        label: "--port",
        command: "list",
        choices: expect.arrayContaining(["--json"]),
      },
    ]);
  });

  test("a flag of commands alone is a problem where a project is made, and its key is not repeated", () => {
    const { problems } = sortWords(["app"], { key: "secret", only: "3", yes: "true" }, syntaxes);
    expect(problems).toEqual([
      { kind: "onlyForCommands", option: "key", label: "--key", value: "", choices: ["check"] },
      { kind: "onlyForCommands", option: "only", label: "--only", value: "3", choices: ["check"] },
    ]);
    expect(JSON.stringify(sortWords(["list"], { key: "secret" }, syntaxes))).not.toContain("secret");
  });

  test.each(["-a", "—a", "port=1", "list", "help", "version"])(
    "a folder %s is written so that it is taken for nothing else",
    (name) => {
      expect(directoryWord(name, syntaxes)).toBe(`./${name}`);
      expect(directoryWord("app", syntaxes)).toBe("app");
    },
  );
});
