import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { en } from "../../src/i18n/en.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";
import { KEYS, Terminal } from "../support/terminal.ts";
import { testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";

const { questions: q, review, hints } = en;
const LIMITS = "Keep the default limits";
const QUICK = ["--no-install", "--no-git"];
const env = { LANG: "C.UTF-8" };

/** How many files a project with the defaults has. */
const files = plan(options(), await collectLayers()).files.size;

const configOf = async (cwd: string, folder = "app") => (await treeOf(cwd))[`${folder}/src/config.ts`];
const choose = (index: number) => KEYS.down.repeat(index);

describe("back", () => {
  test("at the first question there is nothing to go back to", async () => {
    const terminal = new Terminal([], { cwd: await testFolder(), env });
    await terminal.waitForScreen(
      `? ${q.directory} › my-server\n${hints.edit}, ${hints.next}, ${hints.cancel}`,
    );
    terminal.type(KEYS.escape);
    await terminal.waitFor("\u0007");
    terminal.type(`app${KEYS.enter}`);
    await terminal.waitForScreen(`${hints.next}, ${hints.back}, ${hints.cancel}`);
    expect(await terminal.screen()).toMatch(/^✔ Project folder … app\n\? Framework\n❯ node/);
  });

  test("goes to the question before, whose answer is proposed, and leaves nothing of it on the screen", async () => {
    const cwd = await testFolder();
    const terminal = new Terminal(["app", ...QUICK], { cwd, env });
    await terminal.answer(q.framework, choose(2));
    await terminal.answer(q.language, choose(1));
    await terminal.answer(q.handler);
    await terminal.answer(q.features);
    await terminal.answer(q.host, "localhost");
    await terminal.waitForScreen("? Port › 9000\nTab: edit, Enter: confirm, Esc: back, Ctrl-C: cancel");

    terminal.type(KEYS.escape);
    await terminal.waitForScreen(
      "✔ Framework … fastify\n✔ Language … JavaScript\n✔ What answers? … hello (says Hello World, without a model)\n" +
        "✔ What else? … none\n? Host to listen on › localhost\nTab: edit, Enter: confirm, Esc: back, Ctrl-C: cancel",
    );
    terminal.type(KEYS.escape);
    await terminal.waitFor(`? ${q.features}`);
    terminal.type(KEYS.escape);
    await terminal.waitFor(`? ${q.handler}`);
    terminal.type(KEYS.escape);
    await terminal.waitForScreen(
      "✔ Framework … fastify\n? Language\n  TypeScript\n❯ JavaScript\n" +
        "↑↓: choose, Enter: confirm, Esc: back, Ctrl-C: cancel",
    );
    terminal.type(KEYS.enter);
    for (const question of [`? ${q.handler}`, `? ${q.features}`, `? ${q.host}`]) {
      await terminal.waitFor(question);
      terminal.type(KEYS.enter);
    }
    for (const question of [q.port, q.models, LIMITS, q.testPage, review.question]) {
      await terminal.answer(question);
    }
    expect(await terminal.exitCode()).toBe(0);
    expect(terminal.text).toContain("app --framework fastify --language js --host localhost --no-install");
  });

  test("an answer that is no longer asked for does not count", async () => {
    const terminal = new Terminal(["app", ...QUICK], { cwd: await testFolder(), env });
    await terminal.answer(q.framework);
    await terminal.answer(q.language, choose(1));
    await terminal.waitFor(q.handler);
    terminal.type(KEYS.escape);
    await terminal.waitFor(q.language);
    terminal.type(KEYS.escape);
    await terminal.answer(q.framework, KEYS.up);
    for (const question of [q.handler, q.features, q.host, q.port, q.models, LIMITS, q.testPage])
      await terminal.answer(question);
    await terminal.answer(review.question);
    expect(await terminal.exitCode()).toBe(0);
    expect(terminal.text).toContain("app --framework llmbrick --no-install --no-git --yes");
  });
});

/** A terminal in which all is answered but the review. */
async function atReview(cwd: string, argv = ["app", ...QUICK]) {
  const terminal = new Terminal(argv, { cwd, env });
  for (const question of [
    q.framework,
    q.language,
    q.handler,
    q.features,
    q.host,
    q.port,
    q.models,
    LIMITS,
    q.testPage,
  ]) {
    await terminal.answer(question);
  }
  await terminal.waitFor(review.question);
  return terminal;
}

describe("the review", () => {
  test("shows what was answered and what was given, aligned", async () => {
    const terminal = await atReview(await testFolder(), ["app", ...QUICK, "--prefix", "/api", "--no-debug"]);
    await terminal.waitForScreen(`
Your project
  Folder          app
  Framework       node (no dependencies)
  Language        TypeScript
  Handler         hello (says Hello World, without a model)
  Features        none
  Host            127.0.0.1
  Port            9000
  Models          gpt-4o,claude-3
  Limits          5000 characters a message, 100 messages, 30 s, 100 streams
  URL prefix      /api
  Debug mode      no
  Test page       yes
  Install         no
  Git repository  no
  Files           ${files} new

? Is this right?
❯ Yes, create it
  Change an answer
  Cancel: write nothing
↑↓: choose, Enter: confirm, Esc: back, Ctrl-C: cancel`);
    expect(await terminal.screen()).not.toContain("written to");
  });

  test("one answer is changed, and the review comes again", async () => {
    const cwd = await testFolder();
    const terminal = await atReview(cwd);
    terminal.type(choose(1) + KEYS.enter);
    await terminal.waitFor(review.which);
    terminal.type(choose(5) + KEYS.enter);
    await terminal.answer(`? ${q.port}`, "9100");
    await terminal.waitFor("  Port            9100");
    await terminal.answer(review.question);
    expect(await terminal.exitCode()).toBe(0);
    expect(await configOf(cwd)).toContain("port: 9100");
  });

  test("what follows from a change is asked for, and nothing else", async () => {
    const cwd = await testFolder();
    await outputFile(join(cwd, "full/README.md"), "mine");
    const terminal = new Terminal(QUICK, { cwd, env });
    for (const question of [
      q.directory,
      q.framework,
      q.language,
      q.handler,
      q.features,
      q.host,
      q.port,
      q.models,
      LIMITS,
      q.testPage,
    ]) {
      await terminal.answer(question);
    }
    await terminal.answer(review.question, choose(1));
    await terminal.answer(review.which);
    await terminal.answer(`? ${q.directory}`, "full");
    await terminal.answer(`? ${q.ifExists}`, choose(1));
    await terminal.waitFor(`  ${files - 1} new, 1 kept as they are`);
    await terminal.waitFor(`keep${" ".repeat(11)}README.md`);
    await terminal.answer(review.question, choose(1));
    await terminal.waitFor(review.which);
    terminal.type(choose(9) + KEYS.enter);
    await terminal.answer(`? ${LIMITS}`, "n");
    for (const limit of [q.maxMessageLength, q.maxMessagesCount, q.requestTimeout]) {
      await terminal.answer(`? ${limit}`, "7");
    }
    await terminal.answer(`? ${q.maxConcurrentConnections}`);
    await terminal.answer(review.question);
    expect(await terminal.exitCode()).toBe(0);
    expect(terminal.text).toContain(
      "full --if-exists merge --max-message-length 7 --max-messages-count 7 --request-timeout 7 --no-install",
    );
    expect((await treeOf(cwd))["full/README.md"]).toBe("mine");
  });

  test("who goes back from a change keeps the former answer", async () => {
    const cwd = await testFolder();
    const terminal = await atReview(cwd);
    terminal.type(choose(1) + KEYS.enter);
    await terminal.waitFor(review.which);
    terminal.type(choose(5) + KEYS.enter);
    await terminal.waitFor(`? ${q.port}`);
    terminal.type(`9100${KEYS.escape}`);
    await terminal.waitFor("  Port            9000");
    await terminal.answer(review.question);
    expect(await terminal.exitCode()).toBe(0);
    expect(await configOf(cwd)).toContain("port: 9000");
  });

  test("Escape goes back to the last question", async () => {
    const terminal = await atReview(await testFolder());
    terminal.type(KEYS.escape);
    await terminal.answer(`? ${q.testPage}`, "n");
    await terminal.waitFor("  Test page       no");
    await terminal.answer(review.question);
    expect(await terminal.exitCode()).toBe(0);
  });

  test("Cancel writes nothing", async () => {
    const cwd = await testFolder();
    const terminal = await atReview(cwd);
    terminal.type(choose(2) + KEYS.enter);
    expect(await terminal.exitCode()).toBe(130);
    expect(terminal.text).toContain(en.errors.cancelled);
    expect(await treeOf(cwd)).toEqual({});
  });

  test("Ctrl-C where an answer is chosen writes nothing", async () => {
    const cwd = await testFolder();
    const terminal = await atReview(cwd);
    terminal.type(choose(1) + KEYS.enter);
    await terminal.waitFor(review.which);
    terminal.type(KEYS.ctrlC);
    expect(await terminal.exitCode()).toBe(130);
    expect(await treeOf(cwd)).toEqual({});
  });

  test("there is none of a run that writes nothing, or that asks nothing", async () => {
    const cwd = await testFolder();
    const dry = new Terminal(["app", ...QUICK, "--dry-run"], { cwd, env });
    for (const question of [
      q.framework,
      q.language,
      q.handler,
      q.features,
      q.host,
      q.port,
      q.models,
      LIMITS,
      q.testPage,
    ]) {
      await dry.answer(question);
    }
    expect(await dry.exitCode()).toBe(0);
    expect(dry.text).not.toContain(review.question);
    const limits =
      "--max-message-length 1 --max-messages-count 1 --request-timeout 1 --max-concurrent-connections 1";
    const all = `app --no-install --no-git -f node --language ts --handler hello --features= --host localhost -p 1 --models a ${limits} --test-page`;
    const silent = new Terminal(all.split(" "), { cwd, env });
    expect(await silent.exitCode()).toBe(0);
    expect(silent.text).not.toContain(review.question);
  });
});

/** Columns that the path of a test's folder fits into, on any machine. */
const WIDE = 200;

test("a folder that can't be one is refused where it is named", async () => {
  const cwd = await testFolder();
  await writeFile(join(cwd, "taken"), "");
  const terminal = new Terminal(QUICK, { cwd, env, cols: WIDE });
  await terminal.answer(q.directory, "taken");
  await terminal.waitFor(en.errors.isFile(join(cwd, "taken")));
  terminal.type(`${KEYS.ctrlU}app${KEYS.enter}`);
  await terminal.waitFor(q.framework);
  expect(await terminal.screen()).toMatch(/^✔ Project folder … app\n\? Framework/);
});

test("a folder that is not empty is refused where it is named, if the run may not touch one", async () => {
  const cwd = await testFolder();
  await outputFile(join(cwd, "full/README.md"), "mine");
  const terminal = new Terminal([...QUICK, "--if-exists", "error"], { cwd, env, cols: WIDE });
  await terminal.answer(q.directory, "full");
  await terminal.waitFor(en.errors.notEmpty(join(cwd, "full")));
  terminal.type(`app${KEYS.enter}`);
  await terminal.waitFor(q.framework);
  expect(await terminal.screen()).toMatch(/^✔ Project folder … app\n\? Framework/);

  const given = new Terminal(["full", ...QUICK, "--if-exists", "error"], { cwd, env });
  expect(await given.exitCode()).toBe(3);
  expect(given.text).not.toContain(q.framework);
});
