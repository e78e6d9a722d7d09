import { describe, expect, test } from "vitest";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { KEYS, Terminal } from "../support/terminal.ts";
import { testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";

const { questions: q, review } = en;
const LIMITS = "Keep the default limits";
const QUICK = ["--no-install", "--no-git"];
const QUESTIONS = [
  q.framework,
  q.language,
  q.handler,
  q.features,
  q.host,
  q.port,
  q.models,
  LIMITS,
  q.testPage,
  review.question,
];

const COLOUR = /\u001B\[(?:\d+;)*[1-9]\d*m/;
const MOVEMENT = /\u001B\[[0-?]*[A-HJKST]/;
const ANY_CONTROL = /[^\P{Cc}\r\n]/u;

/** All that is written from the first question to the end, when all defaults are taken. */
async function written(env: Record<string, string>, cols = 80): Promise<Terminal> {
  const terminal = new Terminal(["app", ...QUICK], { cwd: await testFolder(), env, cols });
  // Where it is narrow, a question may go on in the next row.
  for (const question of QUESTIONS) await terminal.answer(question.split(" ", 1)[0] ?? "");
  expect(await terminal.exitCode()).toBe(0);
  return terminal;
}

describe("colours", () => {
  test.each([
    [true, {}],
    [false, { NO_COLOR: "1" }],
    [true, { NO_COLOR: "" }],
    [false, { FORCE_COLOR: "0" }],
    [false, { TERM: "dumb" }],
  ])("%s with %j", async (isColoured, env) => {
    const { bytes } = await written(env);
    expect(COLOUR.test(bytes)).toBe(isColoured);
  });
});

describe("signs", () => {
  test.each(["C.UTF-8", "en_US.utf8"])("in %s they are pretty", async (LANG) => {
    expect((await written({ LANG })).text).toMatch(/[✔❯›…]/);
  });

  test.each(["C", "POSIX", "en_US.ISO-8859-1", ""])("in %j they are of ASCII", async (LANG) => {
    const { text } = await written({ LANG });
    expect(text).toMatch(/^[\n\x20-\x7E]+$/);
  });
});

test("what follows a Ctrl-C in a dumb terminal starts a line", async () => {
  const env = { TERM: "dumb", LANG: "C.UTF-8" };
  const terminal = new Terminal(["app", ...QUICK], { cwd: await testFolder(), env });
  await terminal.waitFor("[1]: ");
  terminal.type(KEYS.ctrlC);
  expect(await terminal.exitCode()).toBe(130);
  expect(terminal.text).toMatch(/\[1\]: (?:\^C)?\nCancelled\. Nothing was written\.\n$/);
});

test("a dumb terminal is asked line by line, and its cursor never moved", async () => {
  const cwd = await testFolder();
  const terminal = new Terminal(["app", ...QUICK], { cwd, env: { TERM: "dumb", LANG: "C.UTF-8" } });
  const answer = async (prompt: string, line: string) => {
    await terminal.waitFor(prompt);
    terminal.type(`${line}\r`);
  };
  await answer("[1]: ", "express");
  await answer("[1]: ", "5");
  await answer("A number from 1 to 2, please.", "<");
  await answer("[2]: ", "4");
  await answer("[1]: ", "");
  await answer("[1]: ", "");
  await answer("0 is none.\n[0]: ", "dokcer");
  await answer("0 is none.\n", "systemd");
  await answer(`${q.host} (< goes back) [127.0.0.1]: `, "");
  await answer(`${q.port} (< goes back) [9000]: `, "99999");
  await terminal.waitFor("Allowed: a whole number from 1 to 65535");
  await answer("[9000]: ", "9100");
  await answer("]: ", "");
  await answer("[1]: ", "n");
  for (const limit of [q.maxMessageLength, q.maxMessagesCount, q.requestTimeout]) await answer(limit, "");
  await answer(q.maxConcurrentConnections, "7");
  await answer("[1]: ", "");
  await answer("[1]: ", "");
  expect(await terminal.exitCode()).toBe(0);
  expect(terminal.text).toContain(
    "app --framework hono --features systemd --port 9100 --max-concurrent-connections 7 --no-install",
  );
  expect(terminal.bytes).not.toMatch(ANY_CONTROL);
});

test.each([
  ["Ctrl-C", KEYS.ctrlC],
  ["Ctrl-D", "\u0004"],
])("%s in a dumb terminal cancels", async (_name, key) => {
  const cwd = await testFolder();
  const terminal = new Terminal([], { cwd, env: { TERM: "dumb" } });
  await terminal.answer("[my-server]: ", "app");
  await terminal.waitFor("[1]: ");
  terminal.type(key);
  expect(await terminal.exitCode()).toBe(130);
  expect(await treeOf(cwd)).toEqual({});
});

describe("width", () => {
  test.each([20, 33, 79, 200])("%i columns", async (cols) => {
    const terminal = await written({ LANG: "C.UTF-8" }, cols);
    const screen = await terminal.screen();
    // Each question is there once: nothing of an earlier drawing is left.
    for (const question of QUESTIONS.slice(0, -1)) {
      const words = new RegExp(`✔ ${question.replaceAll(" ", "\\s+").replaceAll("?", "\\?")}`, "g");
      expect([question, screen.match(words)?.length]).toEqual([question, 1]);
    }
    expect(screen).not.toMatch(/^\? /m);
    expect(terminal.bytes).toMatch(MOVEMENT);
  });

  test("a question with its choices on one line is broken between words", async () => {
    const argv =
      "app -f node --language ts --handler hello --features= --host localhost -p 1 --models a".split(" ");
    const terminal = new Terminal(argv, { cwd: await testFolder(), env: { LANG: "C" }, cols: 40 });
    await terminal.waitForScreen(
      `
? Keep the default limits (5000
characters a message, 100 messages, 30
s, 100 streams)? > yes / no
y/n: choose, Enter: confirm, Ctrl-C:
cancel`.trim(),
    );
  });

  test("a question is drawn anew when the terminal changes its width", async () => {
    const cwd = await testFolder();
    const terminal = new Terminal(QUICK, { cwd, env: { LANG: "C.UTF-8" }, cols: 60 });
    await terminal.waitFor(q.directory);
    terminal.type("a-folder-with-a-long-name");
    await terminal.waitForScreen(
      "? Project folder › a-folder-with-a-long-name\nEnter: confirm, Ctrl-C: cancel",
    );
    terminal.resize(36);
    await terminal.waitForScreen(
      "? Project folder › a-folder-with-a-\nlong-name\nEnter: confirm, Ctrl-C: cancel",
    );
    terminal.resize(60);
    await terminal.waitForScreen(
      "? Project folder › a-folder-with-a-long-name\nEnter: confirm, Ctrl-C: cancel",
    );
    expect(await terminal.screen()).toMatch(/^\? Project/);
  });
});

describe("typing", () => {
  const keys = zhTW.hints;

  test("Chinese characters, of two columns and of two code units, are moved over and removed as one", async () => {
    const env = { LANG: "zh_TW.UTF-8" };
    const terminal = new Terminal(QUICK, { cwd: await testFolder(), env, cols: 40 });
    await terminal.waitFor(zhTW.questions.directory);
    terminal.type(
      `我的伺服器𠮷👨‍👩‍👧${KEYS.backspace}${KEYS.left}${KEYS.left}大${KEYS.left}${KEYS.backspace}`,
    );
    await terminal.waitForScreen(`? 專案資料夾 › 我的伺大器𠮷\n${keys.next}，${keys.cancel}`);
    terminal.type(KEYS.enter);
    await terminal.waitFor(zhTW.questions.framework);
    expect(await terminal.screen()).toMatch(/^✔ 專案資料夾 … 我的伺大器𠮷\n\? 框架/);
  });

  test("a long line of Chinese leaves nothing behind", async () => {
    const terminal = new Terminal(QUICK, {
      cwd: await testFolder(),
      env: { LANG: "zh_TW.UTF-8" },
      cols: 24,
    });
    await terminal.waitFor(zhTW.questions.directory);
    terminal.type("長".repeat(30));
    await terminal.until("all of it", async () => (await terminal.screen()).split("長").length > 30);
    terminal.type(KEYS.backspace.repeat(29));
    await terminal.waitForScreen(`? 專案資料夾 › 長\n${keys.next}，${keys.cancel}`);
    expect(await terminal.screen()).toMatch(/^\? 專案資料夾 › 長\n/);
  });

  test("what is wrong is said while it is typed", async () => {
    const terminal = new Terminal(["app", ...QUICK], { cwd: await testFolder(), env: { LANG: "C.UTF-8" } });
    for (const question of [q.framework, q.language, q.handler, q.features, q.host])
      await terminal.answer(question);
    await terminal.waitFor(q.port);
    terminal.type("99999");
    await terminal.waitForScreen(
      "? Port › 99999\nAllowed: a whole number from 1 to 65535, in digits.\nEnter: confirm, Esc: back, Ctrl-C: cancel",
    );
    terminal.type(KEYS.backspace);
    await terminal.waitForScreen("? Port › 9999\nEnter: confirm, Esc: back, Ctrl-C: cancel");
  });

  test("Tab takes the proposal to be edited, Ctrl-U empties the line", async () => {
    const terminal = new Terminal(QUICK, { cwd: await testFolder(), env: { LANG: "C.UTF-8" } });
    await terminal.waitFor(q.directory);
    terminal.type(`${KEYS.tab}-2`);
    await terminal.waitForScreen("? Project folder › my-server-2\nEnter: confirm, Ctrl-C: cancel");
    terminal.type(KEYS.ctrlU);
    await terminal.waitForScreen("? Project folder › my-server\nTab: edit, Enter: confirm, Ctrl-C: cancel");
  });

  test("a line break in pasted text answers nothing", async () => {
    const terminal = new Terminal(QUICK, { cwd: await testFolder(), env: { LANG: "C.UTF-8" } });
    await terminal.waitFor(q.directory);
    terminal.type("\u001B[200~my\napp\n\u001B[201~");
    await terminal.waitForScreen("? Project folder › my app\nEnter: confirm, Ctrl-C: cancel");
    terminal.type(KEYS.enter);
    await terminal.waitFor(q.framework);
    terminal.type("\u001B[200~\n\n\u001B[201~");
    terminal.type(KEYS.down);
    await terminal.waitFor("❯ express");
    expect(await terminal.screen()).toMatch(/^✔ Project folder … my app\n\? Framework/);
  });
});

test("the terminal is given back as it was", async () => {
  const cwd = await testFolder();
  const terminal = new Terminal([], { cwd });
  await terminal.answer(q.directory);
  await terminal.waitFor(q.framework);
  terminal.type(KEYS.ctrlC);
  expect(await terminal.exitCode()).toBe(130);
  const modes = terminal.bytes.match(/\u001B\[\?(?:25|2004)[hl]/g) ?? [];
  expect([
    modes.findLast((mode) => mode.includes("?25")),
    modes.findLast((mode) => mode.includes("?2004")),
  ]).toEqual(["\u001B[?25h", "\u001B[?2004l"]);
});
