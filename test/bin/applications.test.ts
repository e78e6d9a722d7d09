import { chmod, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { outputFile, outputJson } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { joinApplication } from "../applications/joined.ts";
import { editions } from "../applications/own-applications.ts";
import { program } from "../support/generated-project.ts";
import { outcomeIn } from "../support/outcome-document.ts";
import { run } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";

const packageJson = { name: "own", main: "src/app.js", dependencies: { koa: "*" } };

/** An application in a folder, and how `add` ends there. */
async function application(files: Readonly<Record<string, string>> = { "src/app.js": "" }) {
  const cwd = await testFolder();
  await outputJson(join(cwd, "package.json"), packageJson);
  for (const [path, text] of Object.entries(files)) await outputFile(join(cwd, path), text);
  const add = (...argv: string[]) => run(["add", "--no-install", ...argv], { cwd });
  return { cwd, add, names: () => readdir(cwd, { recursive: true }) };
}

describe("add, in an application", () => {
  test.each([
    ["express", "CommonJS"],
    ["nest", "TypeScript that becomes CommonJS"],
  ] as const)(
    "of %s, in %s: its two lines are all that it needs",
    async (framework, name) => {
      const edition = editions[name];
      if (!edition) throw new Error(`There is no edition ${name}`);
      const { before, after, compiled, tested } = await joinApplication(
        framework,
        edition,
        await testFolder(),
      );
      expect(after).toMatchObject({ mine: before.mine, none: before.none, chat: [200, "event: message"] });
      expect(compiled).toBe("");
      expect(tested).toMatch(/pass [1-9]\d*\n[\s\S]*fail 0\n/);
    },
    120_000,
  );

  test("writes a folder, .llmbrick.json and a script, and tells a program so", async () => {
    const { cwd, add } = await application();
    const { exitCode, stdout } = await add("openai-api", "--json");
    const outcome = outcomeIn(stdout);
    const others = outcome.files.filter(({ path }: { path: string }) => !path.startsWith("src/chat/"));
    expect([exitCode, others.map(({ path }: { path: string }) => path)]).toEqual([
      0,
      ["package.json", ".llmbrick.json"],
    ]);
    expect(others[0]).toMatchObject({ action: "merge", added: ["scripts.test:chat"] });
    expect(outcome.lines).toEqual(['const { chat } = require("./chat");', "app.use(chat);"]);
    expect(JSON.parse(await readFile(join(cwd, "package.json"), "utf8"))).toMatchObject(packageJson);
    const updated = await run(["update", "--no-install", "--json"], { cwd });
    const actions = new Set(outcomeIn(updated.stdout).files.map(({ action }: { action: string }) => action));
    expect([...actions].sort()).toEqual(["keep", "same"]);
  });

  test("says which of its packages are older than the endpoint needs", async () => {
    const { cwd, add } = await application();
    await outputJson(join(cwd, "package.json"), { dependencies: { koa: "*", openai: "^4.20.0" } });
    expect((await add("openai")).stdout).toMatch(
      /In package\.json these stay .*:\n {2}dependencies\.openai: "\^4\.20\.0" → "\^\d+\./,
    );
  });

  test("writes nothing under --dry-run", async () => {
    const { add, names } = await application();
    const before = await names();
    expect((await add("--dry-run")).stdout).toContain('const { chat } = require("./chat");');
    expect(await names()).toEqual(before);
  });

  test("speaks Chinese", async () => {
    const { add } = await application();
    expect((await add("--lang", "zh-TW")).stdout).toContain("請在 src/app.js 加上這兩行");
  });

  test.each([
    [2, "docker", ["docker"]],
    [2, "nothing yet", ["-openai-api"]],
    [2, "--verify", ["--verify"]],
    [2, "--undo", ["--undo"]],
    [2, "fastify", ["--framework", "fastify"]],
  ])("ends with %i, and names what it was about: %s", async (code, word, argv) => {
    const { add, names } = await application();
    const before = await names();
    const { exitCode, stderr } = await add(...argv);
    expect(exitCode).toBe(code);
    expect(stderr).toContain(word.replace("nothing yet", "openai-api"));
    expect(await names()).toEqual(before);
  });

  test("takes the next name where a folder is taken, and leaves that as it is", async () => {
    const { cwd, add } = await application({ "src/app.js": "", "src/chat/index.js": "mine" });
    expect((await add()).stdout).toContain('require("./llmbrick")');
    expect(await readFile(join(cwd, "src/chat/index.js"), "utf8")).toBe("mine");
  });

  test.each(["package.json", "src"])("follows no link: %s", async (name) => {
    const [outside, { cwd, add }] = [await testFolder(), await application({})];
    await outputFile(join(outside, "src/app.js"), "");
    await outputJson(join(outside, "package.json"), packageJson);
    if (name === "package.json") await (await import("node:fs/promises")).rm(join(cwd, name));
    await symlink(join(outside, name), join(cwd, name));
    const { exitCode } = await add();
    expect(exitCode).toBeGreaterThan(0);
    expect(await readdir(outside, { recursive: true })).toEqual([
      "package.json",
      "src",
      join("src", "app.js"),
    ]);
  });

  test("puts right what a run has left that was killed, wherever that was", async () => {
    const killer = fileURLToPath(new URL("../support/kill-at.cjs", import.meta.url));
    let kills = 0;
    for (let at = 5; ; at += 30) {
      const { cwd, add, names } = await application();
      const args = ["--require", killer, program, "add", "--no-install"];
      const killed = await execa(process.execPath, args, {
        cwd,
        env: { KILL_AT: String(at) },
        reject: false,
      });
      if (killed.signal !== "SIGKILL") break;
      kills += 1;
      // With that file in its place, all are.
      const isWhole = (await names()).includes(".llmbrick.json");
      expect((await (isWhole ? run(["update", "--no-install"], { cwd }) : add())).exitCode).toBe(0);
      const left = (await names()).filter((name) => !/^src[/\\]chat[/\\]/.test(name)).sort();
      expect(left).toEqual([
        ".llmbrick.json",
        "package.json",
        "src",
        join("src", "app.js"),
        join("src", "chat"),
      ]);
    }
    expect(kills).toBeGreaterThan(2);
  }, 60_000);

  test.runIf(process.getuid?.() === 0)(
    "leaves nothing behind in a folder that it may not write into",
    async () => {
      const { cwd, names } = await application();
      await chmod(cwd, 0o755);
      const before = await names();
      const { exitCode } = await run(["add", "--no-install"], { cwd, uid: 1000 });
      expect([exitCode, await names()]).toEqual([7, before]);
    },
  );
});
