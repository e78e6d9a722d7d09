import { cp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { outcomeIn } from "../../support/outcome-document.ts";
import { testFolder } from "../../support/test-folder.ts";
import { systemError, testIo } from "../../support/test-io.ts";
import { olden } from "../../update/olden.ts";
import { created, edit, filesIn, run } from "./changing.ts";

describe("what people read of a change", () => {
  test.each([
    ["en", "more; --json names all"],
    ["zh-TW", "--json 會全部列出"],
  ])("is a screen, however many files and news there are, and --json names all: %s", async (lang, more) => {
    const folder = await created();
    const paths = Object.keys(await filesIn(folder)).filter((path) => path.startsWith("src/llmbrick/"));
    const [removed, changed] = [paths.slice(0, 15), paths.slice(15)];
    expect(changed.length).toBeGreaterThan(20);
    await olden(folder, Object.fromEntries(paths.map((path) => [path, (text) => `// old\n${text}`])));
    for (const path of removed) await rm(join(folder, path));
    const news = { "0.1.0": Array.from({ length: 40 }, (_, at) => `News ${at}`) };
    const readChangelog = async () => ({ en: news, "zh-TW": news });
    const { exitCode, out } = await run(folder, ["update", "--dry-run", "--lang", lang], { readChangelog });
    const lines = out.trimEnd().split("\n");
    expect([exitCode, lines.length <= 40, out.split(more).length - 1]).toEqual([0, true, 3]);
    const json = await run(folder, ["update", "--dry-run", "--json"], { readChangelog });
    const { files, change } = outcomeIn(json.out);
    const named = files.map(({ path }: { path: string }) => path);
    expect([paths.filter((path) => !named.includes(path)), change.news.length]).toEqual([[], 40]);
  });

  test.each([
    ["update", "A new project: npm create llmbrick-sse@latest <folder>"],
    ["add", "A new project: npm create llmbrick-sse@latest <folder>"],
  ])("%s leads who came by a package manager on by that", async (command, hint) => {
    const env = { npm_config_user_agent: "npm/11.0.0 node/v24.0.0" };
    const { exitCode, err } = await run(await testFolder(), [command], { env });
    expect([exitCode, err.includes(hint)]).toEqual([2, true]);
  });

  test("what --diff shows, git applies: with tabs, line ends of Windows, and a blank line at the end of a piece", async () => {
    const folder = await created();
    await olden(folder, {
      "README.md": (text) => {
        const lines = text.split("\n");
        // As many lines as a patch shows around what it changes.
        const at = lines.findIndex((_line, index) => lines[index + 3] === "");
        return lines.toSpliced(at, 0, "old").join("\n");
      },
      "src/handler.ts": (text) => `\t// old\n${text}`,
      ".env.example": (text) => `# old\n${text}`,
    });
    await edit(folder, ".env.example", (text) => text.replaceAll("\n", "\r\n"));
    const { out } = await run(folder, ["update", "--diff"]);
    const updated = join(await testFolder(), "app");
    await cp(folder, updated, { recursive: true });
    expect((await run(updated, ["update", "--no-install"])).exitCode).toBe(0);
    await execa({ cwd: folder, input: out })`git apply -`;
    expect(await filesIn(folder)).toEqual(await filesIn(updated));
  });

  test("the name of a file that is shown does nothing to the terminal", async () => {
    const folder = await created();
    await olden(folder, { "src/handler.ts": (text) => `// old\n${text}` });
    await rename(join(folder, "src/handler.ts"), join(folder, "src/\u001b[31m\u202e.ts"));
    const { out } = await run(folder, ["update", "--dry-run"]);
    expect(out).toContain("src/\\u001b[31m\\u202e.ts (was src/handler.ts)");
  });

  test("no conflict is told of where what is merged needs no base", async () => {
    const folder = await created();
    await olden(folder, {
      "package.json": (text) => text.replace(/"typescript": ".*"/, '"typescript": "5.0.0"'),
    });
    await edit(folder, "package.json", (text) =>
      text.replace('"scripts": {', '"scripts": {\n    "mine": "x",'),
    );
    const respond = () => ({ status: "failed" as const, output: "no network" });
    const { exitCode, out } = await run(folder, ["update", "--no-install"], { respond });
    expect([exitCode, out]).toEqual([0, expect.not.stringMatching(/conflict|no network/)]);
    expect(out).toContain("merge      package.json");
  });

  test.each(["readdir", "stat", "lstat"])(
    "a folder that may not be looked into is told so: %s",
    async (operation) => {
      const folder = await created();
      const fs = Object.assign(
        { ...testIo().fs },
        {
          [operation]: async (path: string) => Promise.reject(systemError("EACCES", path)),
        },
      );
      for (const argv of [["update"], ["add", "docker"]]) {
        const { exitCode, err } = await run(folder, argv, { fs });
        expect([exitCode, err]).toEqual([7, expect.stringContaining(`${folder}`)]);
        expect(err).toContain("permission denied");
      }
    },
  );

  test("a project of a later version is refused, and so is what is no project", async () => {
    const folder = await created();
    await edit(folder, ".llmbrick.json", (text) =>
      text.replace(/"generatorVersion": "[^"]*"/, '"generatorVersion": "99.0.0"'),
    );
    expect(await run(folder, ["update"])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining("99.0.0"),
    });
    expect((await run(await testFolder(), ["update"])).exitCode).toBe(2);
  });
});

describe("add", () => {
  test("adds a feature, and takes it out again", async () => {
    const folder = await created();
    await edit(folder, "package.json", (text) =>
      text.replace('"scripts": {', '"scripts": {\n    "mine": "echo",'),
    );
    const before = await filesIn(folder);
    expect((await run(folder, ["add", "docker", "openai-api", "--no-install"])).exitCode).toBe(0);
    const between = await filesIn(folder);
    expect(between.Dockerfile).toBeDefined();
    expect((await run(folder, ["add", "-docker", "-openai-api", "--no-install"])).exitCode).toBe(0);
    expect(await filesIn(folder)).toEqual(before);
  });
});
