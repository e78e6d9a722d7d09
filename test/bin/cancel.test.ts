import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { en } from "../../src/i18n/en.ts";
import { KEYS, Terminal } from "../support/terminal.ts";
import { testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";

const q = en.questions;
const LIMITS = "Keep the default limits";
const ABOUT_PROJECT = [
  q.framework,
  q.language,
  q.handler,
  q.features,
  q.host,
  q.port,
  q.models,
  LIMITS,
  q.testPage,
];
const QUESTIONS = [q.directory, ...ABOUT_PROJECT, q.install, q.git, en.review.question];

describe("cancelling", () => {
  test("Ctrl-C at the question about a folder that is not empty", async () => {
    const cwd = await testFolder();
    await outputFile(join(cwd, "app/README.md"), "mine");
    const terminal = new Terminal(["app"], { cwd });
    await terminal.waitFor(q.ifExists);
    terminal.type(KEYS.ctrlC);
    expect(await terminal.exitCode()).toBe(130);
    expect(await treeOf(cwd)).toEqual({ "app/": "", "app/README.md": "mine" });
  });

  const LIMIT_QUESTIONS = [
    q.maxMessageLength,
    q.maxMessagesCount,
    q.requestTimeout,
    q.maxConcurrentConnections,
  ];
  test.each(LIMIT_QUESTIONS.map((question, index) => [question, index] as const))(
    "Ctrl-C at: %s",
    async (question, index) => {
      const cwd = await testFolder();
      const given =
        "app -f node --language ts --handler hello --features= --host localhost -p 1 --models a".split(" ");
      const terminal = new Terminal(given, { cwd });
      await terminal.answer(LIMITS, "n");
      for (const earlier of LIMIT_QUESTIONS.slice(0, index)) await terminal.answer(earlier);
      await terminal.waitFor(question);
      terminal.type(KEYS.ctrlC);
      expect(await terminal.exitCode()).toBe(130);
      expect(await treeOf(cwd)).toEqual({});
    },
  );

  test.each(QUESTIONS.map((question, index) => [question, index]))(
    "Ctrl-C at: %s",
    async (question, index) => {
      const cwd = await testFolder();
      const terminal = new Terminal([], { cwd });
      for (const earlier of QUESTIONS.slice(0, Number(index))) await terminal.answer(earlier);
      await terminal.waitFor(String(question));
      terminal.type(KEYS.ctrlC);
      expect(await terminal.exitCode()).toBe(130);
      expect(terminal.text).toContain("Cancelled. Nothing was written.");
      expect(await treeOf(cwd)).toEqual({});
    },
  );

  test.each([
    ["SIGINT", (terminal: Terminal) => terminal.kill("SIGINT"), 130],
    ["SIGTERM", (terminal: Terminal) => terminal.kill("SIGTERM"), 143],
  ])("%s at a question", async (_name, end, exitCode) => {
    const cwd = await testFolder();
    const terminal = new Terminal([], { cwd });
    await terminal.answer(q.directory);
    await terminal.waitFor(q.framework);
    end(terminal);
    expect(await terminal.exitCode()).toBe(exitCode);
    expect(await treeOf(cwd)).toEqual({});
  });
});
