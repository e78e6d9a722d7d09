import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { outputFile, outputJson } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { version as own } from "../../../src/version.ts";
import { type Earlier, earlierVersion, runEarlier, runWith } from "../../support/earlier.ts";
import { outcomeIn } from "../../support/outcome-document.ts";
import { testFolder } from "../../support/test-folder.ts";
import { treeOf } from "../../support/tree.ts";
import { edit } from "./changing.ts";

const OLD = ["src/handler.ts", "src/handler.js", "server.py/20-server-2-handler.py"];
const earlier = await earlierVersion(OLD);
const withoutHashes = await earlierVersion(OLD, false);
/** What its projects name, and nobody can run. */
const unreachable = (version: Earlier): Earlier => ({ ...version, version: "0.0.1" });

/** A project of an earlier version, whose handler was edited at its end. */
async function project(version: Earlier, ...flags: string[]) {
  const cwd = await testFolder();
  const made = await runEarlier(version, ["app", "--yes", "--no-install", "--no-git", ...flags], cwd);
  expect(made.status).toBe("done");
  const folder = join(cwd, "app");
  await edit(folder, "src/handler.ts", (text) => `${text}// mine\n`);
  return folder;
}

const handlerIn = (folder: string) => readFile(join(folder, "src/handler.ts"), "utf8");

const kinds = [
  ["with hashes", earlier],
  ["without hashes, as before version 0.1.0", withoutHashes],
] as const;

describe("what an edited file was", () => {
  test.each(kinds)("is asked of the project's version: %s", async (_what, version) => {
    const folder = await project(version);
    const { exitCode, commands, out } = await runWith(version, ["update", "--no-install"], folder);
    expect([exitCode, commands]).toEqual([
      0,
      [expect.stringContaining("npx --yes create-llmbrick-sse@0.0.9")],
    ]);
    // That may take minutes.
    expect(out).toMatch(/^Finding out from version 0\.0\.9 what some files were/);
    const handler = await handlerIn(folder);
    expect(handler).toMatch(/^import[\s\S]*\/\/ mine\n$/);
    const again = await runWith(version, ["update"], folder);
    expect(again).toMatchObject({
      exitCode: 0,
      commands: [],
      out: expect.stringContaining("nothing to do"),
    });
  });

  test("is asked of it for an endpoint in an application, too", async () => {
    const folder = await testFolder();
    await outputJson(join(folder, "package.json"), { type: "module", dependencies: { koa: "*" } });
    await outputFile(join(folder, "src/app.js"), "");
    expect((await runEarlier(earlier, ["add", "--no-install"], folder)).status).toBe("done");
    await edit(folder, "src/chat/handler.js", (text) => `${text}// mine\n`);
    const { exitCode, out } = await runWith(earlier, ["update", "--no-install"], folder);
    expect(out).not.toContain("conflict");
    expect([exitCode, await readFile(join(folder, "src/chat/handler.js"), "utf8")]).toEqual([
      0,
      expect.stringMatching(/^(?!\/\/ old)[\s\S]*\/\/ mine\n$/),
    ]);
  });

  test("is what this version makes, where it has made the project: no program is run", async () => {
    const folder = await project({
      ...withoutHashes,
      version: own,
      layers: (await earlierVersion([])).layers,
    });
    const { exitCode, commands } = await runWith(earlier, ["update", "--no-install"], folder);
    expect([exitCode, commands, await handlerIn(folder)]).toEqual([
      0,
      [],
      expect.stringMatching(/\/\/ mine\n$/),
    ]);
  });

  test("is what the project's version makes, where a hash was changed by hand", async () => {
    const folder = await project(earlier);
    await edit(folder, ".llmbrick.json", (text) =>
      text.replaceAll(/sha256:\w+/g, `sha256:${"0".repeat(32)}`),
    );
    const { exitCode } = await runWith(earlier, ["update", "--no-install"], folder);
    expect([exitCode, await handlerIn(folder)]).toEqual([
      0,
      expect.stringMatching(/^import[\s\S]*\/\/ mine\n$/),
    ]);
  });
});

describe("without a network, and without a version that was fetched before", () => {
  test("a file that was edited stays, with the new one beside it, and is told with what to do", async () => {
    const folder = await project(unreachable(earlier));
    const before = await handlerIn(folder);
    const { exitCode, out } = await runWith(earlier, ["update", "--no-install"], folder);
    expect([exitCode, await handlerIn(folder)]).toEqual([8, before]);
    expect(out).toContain("create-llmbrick-sse@0.0.1 failed. They are in conflict");
    expect(out).toContain("run it again with a network");
    expect(await readFile(join(folder, "src/handler.ts.new"), "utf8")).toMatch(/^import/);
  });

  test("which command failed is in the document, too", async () => {
    const folder = await project(unreachable(earlier));
    const { out } = await runWith(earlier, ["update", "--dry-run", "--json"], folder);
    expect(outcomeIn(out).change).toMatchObject({
      failed: expect.stringMatching(/create-llmbrick-sse@0\.0\.1$/),
    });
  });

  test("a project without hashes is left alone, and told what to do", async () => {
    const folder = await project(unreachable(withoutHashes));
    const before = await treeOf(folder);
    const { exitCode, err } = await runWith(earlier, ["update"], folder);
    expect([exitCode, await treeOf(folder)]).toEqual([3, before]);
    expect(err).toContain("version 0.0.1, which made the project, kept no hashes");
    expect(err).toContain("Run it again with a network");
    const json = await runWith(earlier, ["update", "--json"], folder);
    expect(outcomeIn(json.out).error).toMatchObject({
      code: "BASE_UNKNOWN",
      hint: expect.stringMatching(/./),
    });
    const chinese = await runWith(earlier, ["update", "--lang", "zh-TW"], folder);
    expect(chinese.err).toContain("請在有網路時再執行一次");
  });

  test("with --force, what differs there has the new one beside it, and new files are there", async () => {
    const folder = await project(unreachable(withoutHashes));
    await rm(join(folder, "src/llmbrick/errors.ts"));
    const before = await handlerIn(folder);
    const { exitCode, out } = await runWith(earlier, ["update", "--force", "--no-install", "--json"], folder);
    const moved = outcomeIn(out).files.filter(({ action }: { action: string }) => action !== "same");
    expect([exitCode, moved.map(({ path, action }: Record<string, string>) => [path, action])]).toEqual([
      8,
      [
        ["src/handler.ts", "conflict"],
        ["src/handler.ts.new", "create"],
        ["src/llmbrick/errors.ts", "create"],
        [".llmbrick.json", "overwrite"],
      ],
    ]);
    expect(await handlerIn(folder)).toBe(before);
  });
});

test("a file that only the earlier version had is removed, unless it was edited", async () => {
  const layers = { ...withoutHashes.layers };
  layers.core = { ...layers.core, "src/gone.ts": "// gone\n", "src/edited.ts": "// gone\n" };
  const version = { ...withoutHashes, layers };
  const folder = await project(version);
  await edit(folder, "src/edited.ts", (text) => `${text}// mine\n`);
  const { exitCode, out } = await runWith(version, ["update", "--no-install"], folder);
  expect([exitCode, out]).toEqual([
    0,
    expect.stringContaining("src/edited.ts stays, since you have edited it"),
  ]);
  const paths = Object.keys(await treeOf(folder));
  expect([paths.includes("src/gone.ts"), paths.includes("src/edited.ts")]).toEqual([false, true]);
});

describe("the change log between the versions", () => {
  const log = (words: string) => ({
    "0.2.0": [`${words} of a later version`],
    [own]: [`${words} of this version`, `${words} of it, too`],
    "0.1.0-rc.10": [`${words} of a candidate`],
    "0.0.9": [`${words} of the project's own`],
  });
  const readChangelog = async () => ({ en: log("News"), "zh-TW": log("消息") });

  test.each([
    ["en", "What is new:", "News"],
    ["zh-TW", "新增的內容：", "消息"],
  ])("is shown, the newest first: %s", async (lang, heading, words) => {
    const folder = await project(earlier);
    const { out } = await runWith(earlier, ["update", "--dry-run", "--lang", lang], folder, {
      readChangelog,
    });
    const [, news = ""] = out.split(`${heading}\n`);
    expect(news.split("\n").slice(0, 4)).toEqual([
      `  - ${words} of this version`,
      `  - ${words} of it, too`,
      `  - ${words} of a candidate`,
      expect.not.stringMatching(/^ {2}-/),
    ]);
    const json = await runWith(earlier, ["update", "--dry-run", "--json", "--lang", lang], folder, {
      readChangelog,
    });
    expect(outcomeIn(json.out).change).toMatchObject({ from: "0.0.9", to: own, news: { length: 3 } });
  });
});

describe("a file of answers that tells nothing, or wrong things", () => {
  test.each([
    ["that is away", undefined, 2, "was removed or damaged, take it back from git"],
    ["that is empty", "", 2, ".llmbrick.json"],
    ["with git's marks in it", "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n", 2, ".llmbrick.json"],
    ["that is no object", "[]", 2, ".llmbrick.json"],
    ["without a version", '{"name":"app"}', 2, "does not say which version"],
    ["whose version is none", '{"generatorVersion":"1; rm -rf ~"}', 2, "does not say which version"],
    ["of a later version", '{"generatorVersion":"99.0.0"}', 2, "npx create-llmbrick-sse@latest update"],
    ["of a later candidate", '{"generatorVersion":"99.0.0-rc.1"}', 2, "made by version 99.0.0-rc.1"],
    ["with an option that is wrong", `{"generatorVersion":"${own}","port":0}`, 2, "port"],
    ["with an option that nobody knows", `{"generatorVersion":"${own}","prot":9000}`, 2, "prot"],
  ])("%s is refused with words, and nothing is changed", async (_what, text, code, words) => {
    const folder = await project(earlier);
    const place = join(folder, ".llmbrick.json");
    if (text === undefined) await rm(place);
    else await writeFile(place, text);
    const before = await treeOf(folder);
    const { exitCode, err, commands } = await runWith(earlier, ["update"], folder);
    expect([exitCode, err, commands]).toEqual([code, expect.stringContaining(words), []]);
    expect(await treeOf(folder)).toEqual(before);
  });

  test.each([
    ["that are no object", "[]"],
    ["of other kinds", '{"src/handler.ts":1,"README.md":null}'],
    ["of paths elsewhere", '{"../outside.ts":"sha256:0","/etc/passwd":"sha256:0","src/../../x":"sha256:0"}'],
    ["of paths that no object has", '{"__proto__":"sha256:0","constructor":"sha256:0"}'],
  ])("with hashes %s: nothing of the user's is lost, nothing outside touched", async (_what, hashes) => {
    const folder = await project(earlier);
    await outputFile(join(folder, "../outside.ts"), "mine");
    const { files: _files, ...answers } = JSON.parse(await readFile(join(folder, ".llmbrick.json"), "utf8"));
    await writeFile(
      join(folder, ".llmbrick.json"),
      JSON.stringify(answers).replace(/}$/, `,"files":${hashes}}`),
    );
    const { exitCode } = await runWith(earlier, ["update", "--no-install"], folder);
    expect([0, 2, 3, 8]).toContain(exitCode);
    expect(await readFile(join(folder, "../outside.ts"), "utf8")).toBe("mine");
    expect(await handlerIn(folder)).toContain("// mine\n");
  });
});
