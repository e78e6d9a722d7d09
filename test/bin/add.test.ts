import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { outputFile, outputJson } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { generate } from "../support/generated-project.ts";
import { KEYS, Terminal } from "../support/terminal.ts";
import { testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";

const answersIn = async (folder: string) =>
  JSON.parse(await readFile(join(folder, ".llmbrick.json"), "utf8"));

async function project() {
  const folder = join(await testFolder(), "app");
  await generate(folder, "--no-install", "--language", "js", "--handler", "mock", "--features", "docker");
  return folder;
}

async function application() {
  const folder = await testFolder();
  await outputJson(join(folder, "package.json"), { type: "module", dependencies: { koa: "*" } });
  await outputFile(join(folder, "src/app.js"), "");
  return folder;
}

describe.each([
  ["en", en],
  ["zh-TW", zhTW],
] as const)("add, at a terminal: %s", (lang, t) => {
  const add = (cwd: string) => new Terminal(["add", "--no-install", "--lang", lang], { cwd });

  test("asks with what a project has chosen already, and does that", async () => {
    const folder = await project();
    const terminal = add(folder);
    await terminal.waitFor(t.questions.handler);
    await terminal.waitFor(t.titles.mock);
    expect(await terminal.screen()).toContain(`> ${t.titles.mock}`);
    terminal.type(KEYS.enter);
    await terminal.waitFor(t.questions.features);
    await terminal.waitFor("Docker");
    expect(await terminal.screen()).toContain("[x] Docker");
    terminal.type(` ${KEYS.enter}`);
    expect(await terminal.exitCode()).toBe(0);
    expect(await terminal.screen()).toContain(t.change.done);
    expect(await answersIn(folder)).toMatchObject({ handler: "mock", features: ["systemd", "docker"] });
  });

  test("tells of what is in conflict, with the way on", async () => {
    const folder = await project();
    await writeFile(join(folder, "src/handler.js"), "mine\n");
    const terminal = add(folder);
    await terminal.answer(t.questions.handler, KEYS.up);
    await terminal.answer(t.questions.features);
    expect(await terminal.exitCode()).toBe(8);
    const screen = await terminal.screen();
    expect(screen).toMatch(/src\/handler\.js/);
    expect(screen.replaceAll("\n", "")).toContain(t.errors.conflictsHint.slice(0, 20));
    expect(await readFile(join(folder, "src/handler.js"), "utf8")).toMatch(/^<<<<<<< yours\nmine\n/);
  });

  test("in an application: asks, offers what it can have, and shows the two lines", async () => {
    const folder = await application();
    const terminal = add(folder);
    await terminal.answer(t.questions.handler, KEYS.down);
    await terminal.waitFor(t.questions.features);
    await terminal.waitFor("OpenAI");
    const screen = await terminal.screen();
    expect([screen.includes("Docker"), screen.includes("systemd")]).toEqual([false, false]);
    terminal.type(` ${KEYS.enter}`);
    expect(await terminal.exitCode()).toBe(0);
    expect(await terminal.screen()).toContain('import { chat } from "./chat/index.js";');
    expect(await answersIn(folder)).toMatchObject({ handler: "mock", features: ["openai-api"] });
  });

  test("Ctrl-C changes nothing", async () => {
    for (const folder of [await project(), await application()]) {
      const before = await treeOf(folder);
      const terminal = add(folder);
      await terminal.waitFor(t.questions.handler);
      await terminal.waitFor(t.titles.mock);
      terminal.type(KEYS.ctrlC);
      expect(await terminal.exitCode()).toBe(130);
      expect(terminal.text).toContain(t.errors.cancelled);
      expect(await treeOf(folder)).toEqual(before);
    }
  });
});
