import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { program } from "../support/generated-project.ts";
import { bareEnv, FAKE_INSTALL, fakePrograms, run } from "../support/program.ts";
import { KEYS, Terminal } from "../support/terminal.ts";
import { testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";

const q = en.questions;
const LIMITS = "Keep the default limits";

/** The questions about the project, and all that a run asks, in their order. */
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
const REVIEW = en.review.question;
const QUESTIONS = [q.directory, ...ABOUT_PROJECT, q.install, q.git, REVIEW];

test("a project by keys, flags, an answers file and standard input is the same, byte for byte", async () => {
  const byKeys = await testFolder();
  const terminal = new Terminal([], { cwd: byKeys });
  await terminal.answer(q.directory, "my-app");
  await terminal.answer(q.framework, KEYS.down);
  await terminal.answer(q.language);
  await terminal.answer(q.handler);
  await terminal.answer(q.features, " ");
  await terminal.answer(q.host, "0.0.0.0");
  await terminal.answer(q.port, "9100");
  await terminal.answer(q.models, '模型 一,it\'s "2"');
  await terminal.answer(LIMITS, "n");
  await terminal.answer(q.maxMessageLength, "100");
  await terminal.answer(q.maxMessagesCount, "20");
  await terminal.answer(q.requestTimeout, "3");
  await terminal.answer(q.maxConcurrentConnections, "4");
  await terminal.answer(q.testPage, "n");
  await terminal.answer(q.install, "n");
  await terminal.answer(q.git, "n");
  await terminal.answer(REVIEW);
  expect(await terminal.exitCode()).toBe(0);
  const expected = await treeOf(byKeys);
  expect(expected["my-app/src/config.ts"]).toContain('allowedModels: ["模型 一", "it\'s \\"2\\""]');

  const limits = ["--max-message-length", "100", "--max-messages-count", "20", "--request-timeout", "3"];
  const flags = [
    "my-app",
    "-f",
    "express",
    "--features",
    "systemd",
    "--host",
    "0.0.0.0",
    "-p",
    "9100",
    "--models",
    '模型 一,it\'s "2"',
    ...limits,
  ];
  const more = ["--max-concurrent-connections", "4", "--no-test-page", "--no-install", "--no-git"];
  const byFlags = await testFolder();
  await run([...flags, ...more], { cwd: byFlags });
  expect(await treeOf(byFlags)).toEqual(expected);

  const kept = expected["my-app/.llmbrick.json"] ?? "";
  const answers = JSON.stringify({ ...JSON.parse(kept), directory: "my-app", install: false, git: false });
  const byAnswers = await testFolder();
  const file = join(await testFolder(), "answers.json");
  await writeFile(file, answers);
  await run(["--answers", file], { cwd: byAnswers });
  expect(await treeOf(byAnswers)).toEqual(expected);

  const byInput = await testFolder();
  await run(["--answers", "-"], { cwd: byInput, input: answers });
  expect(await treeOf(byInput)).toEqual(expected);

  const fromKept = await testFolder();
  const keptFile = join(byKeys, "my-app/.llmbrick.json");
  await run(["elsewhere", "--answers", keptFile, "--no-install", "--no-git"], { cwd: fromKept });
  expect(await treeOf(join(fromKept, "elsewhere"))).toEqual(await treeOf(join(byKeys, "my-app")));

  // The command that the closing text shows, in a shell.
  const [, command = ""] = /The same project without questions:\n {2}(.*)\n/.exec(terminal.text) ?? [];
  const byCommand = await testFolder();
  const bin = await fakePrograms({});
  await symlink(program, join(bin, "create-llmbrick-sse"));
  const env = { ...bareEnv, PATH: `${bin}:${bareEnv.PATH}` };
  await execa("sh", ["-c", command], { cwd: byCommand, env, extendEnv: false });
  expect(await treeOf(byCommand)).toEqual(expected);
}, 30_000);

test("the defaults take one key a question", async () => {
  const cwd = await testFolder();
  const npm = await fakePrograms({ npm: FAKE_INSTALL });
  const terminal = new Terminal([], { cwd, env: { PATH: `${npm}:${bareEnv.PATH}` } });
  for (const question of QUESTIONS) await terminal.answer(question);
  expect(await terminal.exitCode()).toBe(0);
  const { ".git/": _repository, ...tree } = await treeOf(join(cwd, "my-server"));
  const files = Object.entries(tree).filter(([path]) => !/^(?:\.git|node_modules)\//.test(path));

  const byFlags = await testFolder();
  await run(["--no-install", "--no-git"], { cwd: byFlags });
  expect(Object.fromEntries(files)).toEqual(await treeOf(join(byFlags, "my-server")));
});

test("what was given is not asked for", async () => {
  const cwd = await testFolder();
  const argv = ["app", "--port", "9100", "--request-timeout", "5", "--no-test-page", "--no-install"];
  const terminal = new Terminal(argv, { cwd });
  for (const question of [q.framework, q.language, q.handler, q.features, q.host, q.models, LIMITS])
    await terminal.answer(question);
  await terminal.answer(q.git, "n");
  await terminal.answer(REVIEW);
  expect(await terminal.exitCode()).toBe(0);
  for (const question of [q.directory, q.port, q.requestTimeout, q.testPage, q.install]) {
    expect(terminal.text).not.toContain(`? ${question}`);
  }
});

test.each([
  ["--yes", ["--yes"], {}],
  ["CI", [], { CI: "true" }],
  ["--json", ["--json"], {}],
])("nothing is asked with %s", async (_name, flags, env) => {
  const cwd = await testFolder();
  const terminal = new Terminal(["--no-install", "--no-git", ...flags], { cwd, env });
  expect(await terminal.exitCode()).toBe(0);
  for (const question of QUESTIONS) expect(terminal.text).not.toContain(`? ${question}`);
});

test("a wrong value is refused where it is typed, and can be put right", async () => {
  const terminal = new Terminal(["app", "--no-install", "--no-git"], { cwd: await testFolder() });
  for (const question of [q.framework, q.language, q.handler, q.features, q.host])
    await terminal.answer(question);
  await terminal.answer(q.port, "99999");
  await terminal.waitFor("Allowed: a whole number from 1 to 65535");
  terminal.type(`${KEYS.backspace.repeat(5)}9100${KEYS.enter}`);
  for (const question of [q.models, LIMITS, q.testPage, REVIEW]) await terminal.answer(question);
  expect(await terminal.exitCode()).toBe(0);
  expect(terminal.text).toContain("Then open http://127.0.0.1:9100/");
});

test("the questions are seen even when standard output goes into a file", async () => {
  const cwd = await testFolder();
  const shell = new Terminal(["app", "--no-install", "--no-git"], { cwd, redirect: "out.txt" });
  for (const question of [...ABOUT_PROJECT, REVIEW]) await shell.answer(question);
  expect(await shell.exitCode()).toBe(0);
  expect((await treeOf(cwd))["out.txt"]).toMatch(/^\d+ files written to /);
});

test("nothing is asked where nobody would see it", async () => {
  const cwd = await testFolder();
  const shell = new Terminal(["app", "--no-install", "--no-git"], { cwd, redirect: "out.txt 2>&1" });
  expect(await shell.exitCode()).toBe(0);
  expect((await treeOf(cwd))["out.txt"]).toMatch(/^\d+ files written to /);
});

test("in Chinese", async () => {
  const cwd = await testFolder();
  const terminal = new Terminal([], { cwd, env: { LANG: "zh_TW.UTF-8" } });
  await terminal.answer(zhTW.questions.directory, "我的伺服器");
  for (const question of [
    zhTW.questions.framework,
    zhTW.questions.language,
    zhTW.questions.handler,
    zhTW.questions.features,
    zhTW.questions.host,
    zhTW.questions.port,
    zhTW.questions.models,
    "使用預設的限制嗎",
  ]) {
    await terminal.answer(question);
  }
  await terminal.answer(zhTW.questions.testPage);
  await terminal.answer(zhTW.questions.install, "n");
  await terminal.answer(zhTW.questions.git, "n");
  await terminal.answer(zhTW.review.question);
  expect(await terminal.exitCode()).toBe(0);
  expect(terminal.text).toContain("cd '我的伺服器'");
  expect(terminal.text).toContain("--lang zh-TW --no-install --no-git --yes");
});

describe("a folder that is not empty", () => {
  async function full() {
    const cwd = await testFolder();
    await outputFile(join(cwd, "app/README.md"), "mine");
    return cwd;
  }

  test.each([
    ["merge", KEYS.down],
    ["overwrite", KEYS.down + KEYS.down],
  ])("%s", async (choice, keys) => {
    const cwd = await full();
    const terminal = new Terminal(["app", "--no-install", "--no-git"], { cwd });
    await terminal.answer(q.ifExists, keys);
    for (const question of [...ABOUT_PROJECT, REVIEW]) await terminal.answer(question);
    expect(await terminal.exitCode()).toBe(0);
    expect(terminal.text).toContain(`--if-exists ${choice}`);
    const readme = (await treeOf(join(cwd, "app")))["README.md"];
    expect(readme === "mine").toBe(choice === "merge");
  });

  test("stop", async () => {
    const cwd = await full();
    const terminal = new Terminal(["app"], { cwd });
    await terminal.answer(q.ifExists);
    expect(await terminal.exitCode()).toBe(130);
    expect(await treeOf(cwd)).toEqual({ "app/": "", "app/README.md": "mine" });
  });
});

test("the question about git is left out inside a repository", async () => {
  const cwd = await testFolder();
  await outputFile(join(cwd, ".git/HEAD"), "");
  const terminal = new Terminal(["app", "--no-install"], { cwd });
  for (const question of [...ABOUT_PROJECT, REVIEW]) await terminal.answer(question);
  expect(await terminal.exitCode()).toBe(0);
  expect(terminal.text).not.toContain(q.git);
  expect(terminal.text).toContain(en.report.insideRepository);
});
