import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { loadSha256 } from "../../../src/hash.ts";
import { readInput } from "../../../src/system/read-input.ts";
import { olden } from "../../update/olden.ts";
import { commit, created, edit, filesIn, run, withGit } from "./changing.ts";

const sha256 = await loadSha256();
const older = { "src/handler.ts": (text: string) => `// old\n${text}` };

/** A project that an earlier version has made, with an edit that is in no commit. */
async function dirty() {
  const folder = await created();
  await olden(folder, older);
  const git = await commit(folder);
  await edit(folder, "src/handler.ts", (text) => `${text}// mine\n`);
  return { folder, git };
}

describe("update --undo", () => {
  test.each([["--dry-run"], ["--diff"]])("with %s writes nothing", async (flag) => {
    const { folder } = await dirty();
    expect((await run(folder, ["update", "--no-install", "--force"], withGit)).exitCode).toBe(0);
    const before = await filesIn(folder);
    const { exitCode, out } = await run(folder, ["update", "--undo", flag], withGit);
    expect([exitCode, out]).toEqual([0, expect.stringContaining("Nothing was written.")]);
    expect(out).toContain("src/handler.ts");
    expect(await filesIn(folder)).toEqual(before);
    expect((await run(folder, ["update", "--undo"], withGit)).exitCode).toBe(0);
    expect(await readFile(join(folder, "src/handler.ts"), "utf8")).toMatch(/^\/\/ old\n[\s\S]*\/\/ mine\n$/);
  });

  test("forgets what an older run has kept aside, once a commit is the way back", async () => {
    const { folder, git } = await dirty();
    expect((await run(folder, ["update", "--no-install", "--force"], withGit)).exitCode).toBe(0);
    await git("commit", "-qam", "mine");
    expect((await run(folder, ["add", "docker", "--no-install"], withGit)).exitCode).toBe(0);
    const { exitCode, err } = await run(folder, ["update", "--undo", "--force"], withGit);
    expect([exitCode, err]).toEqual([3, expect.stringContaining("Nothing is kept aside")]);
  });

  test("loses nothing that came where a file was deleted, be it no text", async () => {
    const folder = await created();
    await outputFile(join(folder, "old/logo.svg"), "old");
    await olden(folder, { "old/logo.svg": (text) => text });
    expect((await run(folder, ["update", "--no-install"])).out).toContain("delete     old/logo.svg");
    const mine = Buffer.from([0xff, 0xd8, 0xff]);
    await outputFile(join(folder, "old/logo.svg"), mine);
    const { exitCode, err } = await run(folder, ["update", "--undo"]);
    expect([exitCode, err]).toEqual([3, expect.stringContaining("old/logo.svg")]);
    expect(await readFile(join(folder, "old/logo.svg"))).toEqual(mine);
  });

  test("puts back what lies in a folder of any name", async () => {
    const folder = await created();
    await olden(folder, older);
    await mkdir(join(folder, "dist"));
    await rename(join(folder, "src/handler.ts"), join(folder, "dist/handler.ts"));
    await edit(folder, ".gitignore", () => "");
    await commit(folder);
    await edit(folder, "README.md", (text) => `${text}mine\n`);
    const before = await filesIn(folder);
    const { out } = await run(folder, ["update", "--no-install", "--force"], withGit);
    expect(out).toContain("overwrite  dist/handler.ts (was src/handler.ts)");
    expect((await run(folder, ["update", "--undo"], withGit)).exitCode).toBe(0);
    expect(await filesIn(folder)).toEqual(before);
  });

  test("puts back answers that were in UTF-16, as what they say", async () => {
    const folder = await created();
    await olden(folder, older);
    const place = join(folder, ".llmbrick.json");
    const text = await readFile(place, "utf8");
    await writeFile(place, Buffer.from(`\uFEFF${text}`, "utf16le"));
    const { signal } = new AbortController();
    const real = { readInput: (path: string) => readInput(path, signal) };
    expect((await run(folder, ["update", "--no-install"], real)).exitCode).toBe(0);
    expect((await run(folder, ["update", "--undo"], real)).exitCode).toBe(0);
    expect(await readFile(place, "utf8")).toBe(text);
  });

  test.each([["update --undo --verify"], ["update --undo --install"], ["add docker --undo"]])(
    "does nothing else, and takes no word for it: %s",
    async (line) => {
      const folder = await created();
      expect((await run(folder, ["add", "docker", "--no-install"])).exitCode).toBe(0);
      const before = await filesIn(folder);
      const { exitCode, err } = await run(folder, line.split(" "));
      expect([exitCode, err]).toEqual([2, expect.stringContaining("--undo takes the last change back")]);
      expect(await filesIn(folder)).toEqual(before);
      expect((await run(folder, ["update", "--undo", "--no-install"])).exitCode).toBe(0);
    },
  );

  test.each([
    ["a file outside", { "../outside": { sha256: sha256("mine"), existed: false } }],
    ["a file of git's", { ".git/HEAD": { sha256: null, existed: false } }],
    ["no file", {}],
    ["null", null],
    ["a file that is null", { "src/handler.ts": null }],
  ])("believes no note of %s", async (_what, files) => {
    const { folder, git } = await dirty();
    await outputFile(join(folder, "../outside"), "mine");
    await mkdir(join(folder, ".llmbrick-before"));
    await writeFile(join(folder, ".llmbrick-before/changes.json"), JSON.stringify({ files }));
    await git("add", "src");
    for (const flags of [[], ["--force"], ["--dry-run"]]) {
      const { exitCode, err } = await run(folder, ["update", "--undo", ...flags], withGit);
      expect([exitCode, err]).toEqual([3, expect.stringContaining("Nothing is kept aside")]);
    }
    expect(await readFile(join(folder, "../outside"), "utf8")).toBe("mine");
    expect((await git("diff", "--cached", "--name-only")).stdout).toBe("src/handler.ts");
  });
});

describe("edits that are in no commit", () => {
  test("are not there to be lost where git can't tell of them", async () => {
    const { folder } = await dirty();
    await writeFile(join(folder, ".git/index"), "broken");
    const refused = await run(folder, ["update", "--no-install"], withGit);
    expect([refused.exitCode, refused.err]).toEqual([3, expect.stringContaining("git status fails")]);
    const forced = await run(folder, ["update", "--no-install", "--force"], withGit);
    expect([forced.exitCode, forced.out]).toEqual([0, expect.stringContaining("update --undo")]);
  });

  test.each(["--assume-unchanged", "--skip-worktree"])(
    "are kept aside where git overlooks them: %s",
    async (how) => {
      const { folder, git } = await dirty();
      await git("update-index", how, "src/handler.ts");
      const mine = await filesIn(folder);
      const { exitCode, out } = await run(folder, ["update", "--no-install"], withGit);
      expect([exitCode, out]).toEqual([0, expect.stringContaining("update --undo")]);
      expect((await run(folder, ["update", "--undo"], withGit)).exitCode).toBe(0);
      expect(await filesIn(folder)).toEqual(mine);
    },
  );
});

test("what the answers call a file of the project's is none where it is git's own, or outside", async () => {
  const folder = await created();
  const git = await commit(folder);
  await outputFile(join(folder, "../outside"), "mine");
  await edit(folder, ".llmbrick.json", (text) => {
    const answers = JSON.parse(text);
    const hash = (content: string) => `sha256:${sha256(content).slice(0, 32)}`;
    answers.files[".git/HEAD"] = hash("ref: refs/heads/master\n");
    answers.files["../outside"] = hash("mine");
    return JSON.stringify(answers);
  });
  await git("commit", "-qam", "planted");
  const { exitCode, out } = await run(folder, ["update", "--no-install"], withGit);
  expect(exitCode).toBe(0);
  expect(out).not.toMatch(/\.git\/HEAD|outside/);
  expect(await readFile(join(folder, ".git/HEAD"), "utf8")).toContain("ref:");
  expect(await readFile(join(folder, "../outside"), "utf8")).toBe("mine");
});
