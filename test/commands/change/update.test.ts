import { mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { frameworkNames } from "../../../src/platforms/frameworks.ts";
import { testFolder } from "../../support/test-folder.ts";
import { olden } from "../../update/olden.ts";
import { commit, created, edit, filesIn, run, withGit } from "./changing.ts";

describe("update", () => {
  test.each(frameworkNames)(
    "an untouched project of %s becomes what is made now, byte for byte",
    async (framework) => {
      const folder = await created("--framework", framework);
      const fresh = await filesIn(folder);
      const [handler = ""] = Object.keys(fresh).filter((path) =>
        /(?:^|\/)handler\.\w+$|^server\.py$/.test(path),
      );
      await olden(folder, {
        [handler]: (text) => `${text}\n// old\n`,
        "README.md": (text) => text.slice(100),
      });
      const { exitCode } = await run(folder, ["update", "--no-install"]);
      expect([exitCode, await filesIn(folder)]).toEqual([0, fresh]);
      const again = await run(folder, ["update", "--no-install"]);
      expect(again.exitCode).toBe(0);
      expect(again.out).toContain("nothing to do");
      expect((await run(folder, ["update", "--diff"])).out).toContain("nothing to do");
      expect(await filesIn(folder)).toEqual(fresh);
    },
  );

  test("edits are kept, by the base in git's history, and going back is one command", async () => {
    const folder = await created();
    await olden(folder, {
      "src/handler.ts": (text) => `// old\n${text}`,
      "package.json": (text) => text.replace(/"typescript": ".*"/, '"typescript": "5.0.0"'),
    });
    const git = await commit(folder);
    await edit(folder, "src/handler.ts", (text) => `${text}// mine\n`);
    await git("commit", "-qam", "mine");
    const before = await filesIn(folder);
    const { exitCode, out } = await run(folder, ["update", "--no-install"], withGit);
    expect(exitCode).toBe(0);
    const handler = await readFile(join(folder, "src/handler.ts"), "utf8");
    expect(handler).toMatch(/\/\/ mine\n$/);
    expect(handler).not.toContain("// old");
    const [, back = ""] = /The way back:\n {2}git (.*)\n {2}npm install\n/.exec(out) ?? [];
    // Nothing comes behind it.
    expect(out).toMatch(/Next:\n {2}npm install\n\nThe way back:\n {2}git .*\n {2}npm install\n$/);
    await execa("git", back.split(" "), { cwd: folder });
    expect(await filesIn(folder)).toEqual(before);
  });

  test("what both have changed is marked, unmerged for git, and exit 8; then it has to be resolved first", async () => {
    const folder = await created();
    await olden(folder, { "src/handler.ts": (text) => text.replace(/.*\n/, "// old\n") });
    const git = await commit(folder);
    await edit(folder, "src/handler.ts", (text) => text.replace("// old", "// mine"));
    await git("commit", "-qam", "mine");
    const { exitCode, err } = await run(folder, ["update", "--no-install"], withGit);
    expect(exitCode).toBe(8);
    expect(err).toContain("src/handler.ts");
    expect(await readFile(join(folder, "src/handler.ts"), "utf8")).toMatch(
      /^<<<<<<< yours\n\/\/ mine\n\|\|\|\|\|\|\| base\n\/\/ old\n=======\n/,
    );
    const { stdout } = await git("ls-files", "-u");
    expect(stdout.match(/ [123]\t/g)).toHaveLength(3);
    const again = await run(folder, ["update"], withGit);
    expect(again.exitCode).toBe(3);
    expect(again.err).toContain("src/handler.ts");
  });

  test("conflicts that git can't note, since its index is locked, are told, and exit 8", async () => {
    const folder = await created();
    await olden(folder, { "src/handler.ts": (text) => text.replace(/.*\n/, "// old\n") });
    const git = await commit(folder);
    await edit(folder, "src/handler.ts", (text) => text.replace("// old", "// mine"));
    await git("commit", "-qam", "mine");
    await outputFile(join(folder, ".git/index.lock"), "");
    const { exitCode, out } = await run(folder, ["update", "--no-install"], withGit);
    expect([exitCode, out]).toEqual([
      8,
      expect.stringMatching(/index\.lock[\s\S]*The way back:\n {2}git .*\n$/),
    ]);
    expect(await readFile(join(folder, "src/handler.ts"), "utf8")).toMatch(/^<<<<<<< yours\n/);
  });

  test("conflicts that are left in a renamed file are seen", async () => {
    const folder = await created();
    const text = await readFile(join(folder, "src/handler.ts"), "utf8");
    await olden(folder, { "src/handler.ts": (text) => `// old\n${text}` });
    await rm(join(folder, "src/handler.ts"));
    const left = `<<<<<<< yours\n// mine\n=======\n>>>>>>> new\n// old\n${text}`;
    await outputFile(join(folder, "src/answer.ts"), left);
    const { exitCode, err } = await run(folder, ["update", "--no-install"]);
    expect([exitCode, err]).toEqual([3, expect.stringContaining("src/answer.ts")]);
    expect(await readFile(join(folder, "src/answer.ts"), "utf8")).toBe(left);
  });

  test("the endpoint in an application in Python installs nothing there", async () => {
    const folder = await testFolder();
    await outputFile(
      join(folder, "pyproject.toml"),
      '[project]\nname = "own"\ndependencies = [\n  "fastapi",\n]\n',
    );
    await outputFile(join(folder, "uv.lock"), "");
    await outputFile(join(folder, "main.py"), "");
    expect(await run(folder, ["add"])).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining("  uv sync\n"),
      started: [],
    });
    await edit(folder, "pyproject.toml", (text) => text.replace(/"llmbrick.*"/, '"llmbrick>=0.0.1"'));
    const place = join(folder, ".llmbrick.json");
    const answers = JSON.parse(await readFile(place, "utf8"));
    answers.generatorVersion = "0.0.9";
    await outputFile(place, JSON.stringify(answers));
    const { started } = await run(folder, ["add", "openai"]);
    expect(started.filter(({ command }) => command === "uv")).toEqual([]);
  });

  test.each([
    ["a pipe", (path: string) => execa`mkfifo ${path}`],
    ["a link to a folder", (path: string) => symlink("src", path)],
    ["a folder", (path: string) => mkdir(path)],
  ])("%s in the place of a file is named, not waited for, and nothing is written", async (_what, put) => {
    const folder = await created();
    await olden(folder, { "src/handler.ts": (text) => `// old\n${text}` });
    await rm(join(folder, "README.md"));
    await put(join(folder, "README.md"));
    const { exitCode, err } = await run(folder, ["update", "--no-install"]);
    expect([exitCode, err]).toEqual([7, expect.stringContaining(join(folder, "README.md"))]);
    expect(await readFile(join(folder, "src/handler.ts"), "utf8")).toMatch(/^\/\/ old\n/);
  });

  test("uncommitted changes are refused, and with --force the old state is kept aside", async () => {
    const folder = await created();
    await olden(folder, { "README.md": (text) => `old\n${text}` });
    await commit(folder);
    await edit(folder, "src/handler.ts", (text) => `${text}// mine\n`);
    expect((await run(folder, ["update", "--no-install"], withGit)).exitCode).toBe(3);
    const before = await filesIn(folder);
    expect((await run(folder, ["update", "--no-install", "--force"], withGit)).exitCode).toBe(0);
    expect((await run(folder, ["update", "--undo"], withGit)).exitCode).toBe(0);
    expect(await filesIn(folder)).toEqual(before);
  });

  test("without git, the way back is one command, too", async () => {
    const folder = await created();
    await olden(folder, { "README.md": (text) => `old\n${text}` });
    const before = await filesIn(folder);
    const { exitCode, out } = await run(folder, ["update", "--no-install"]);
    expect(exitCode).toBe(0);
    expect(out).toContain("update --undo");
    expect((await run(folder, ["update", "--undo"])).exitCode).toBe(0);
    expect(await filesIn(folder)).toEqual(before);
  });

  test("a removed file stays away, a renamed one is merged where it is, and CRLF stays", async () => {
    const folder = await created();
    const fresh = await filesIn(folder);
    await olden(folder, {
      "README.md": (text) => `old\n${text}`,
      "src/handler.ts": (text) => `// old\n${text}`,
      ".env.example": (text) => `# old\n${text}`,
    });
    await rm(join(folder, "README.md"));
    await rename(join(folder, "src/handler.ts"), join(folder, "src/chat.ts"));
    await edit(folder, ".env.example", (text) => text.replaceAll("\n", "\r\n"));
    const { exitCode, out } = await run(folder, ["update", "--no-install"]);
    expect(exitCode).toBe(0);
    expect(out).toContain("README.md stays away");
    const after = await filesIn(folder);
    expect(after["README.md"]).toBeUndefined();
    expect(after["src/handler.ts"]).toBeUndefined();
    expect(after["src/chat.ts"]).toBe(fresh["src/handler.ts"]);
    expect(after[".env.example"]).toBe(fresh[".env.example"]?.replaceAll("\n", "\r\n"));
  });

  test("where nobody knows the base, the file stays, with the new text beside it", async () => {
    const folder = await created();
    const fresh = await filesIn(folder);
    await olden(folder, { "src/handler.ts": (text) => `// old\n${text}` });
    await edit(folder, "src/handler.ts", () => "mine\n");
    const respond = () => ({ status: "failed" as const, output: "no network" });
    const { exitCode, out } = await run(folder, ["update", "--no-install"], { respond });
    expect(exitCode).toBe(8);
    expect(out).toContain("no network");
    const after = await filesIn(folder);
    expect(after["src/handler.ts"]).toBe("mine\n");
    expect(after["src/handler.ts.new"]).toBe(fresh["src/handler.ts"]);
  });

  test.each([
    ["lang", "zh-TW"],
    ["language", "js"],
  ])("an answer that the user has changed in .llmbrick.json is heeded: %s", async (name, value) => {
    const folder = await created();
    await edit(folder, ".llmbrick.json", (text) => JSON.stringify({ ...JSON.parse(text), [name]: value }));
    const { exitCode } = await run(folder, ["update", "--no-install"]);
    const { ".llmbrick.json": answers = "", ...files } = await filesIn(folder);
    const { ".llmbrick.json": wanted = "", ...fresh } = await filesIn(await created(`--${name}`, value));
    expect([exitCode, files, JSON.parse(answers)]).toEqual([0, fresh, JSON.parse(wanted)]);
  });

  test("of a member of a workspace, what is the root's stays there, and nothing is installed", async () => {
    const root = await testFolder();
    const members = "packages:\n  - app\n";
    await outputFile(join(root, "pnpm-workspace.yaml"), members);
    const flags = ["--yes", "--no-git", "--no-install", "--package-manager", "pnpm"];
    expect((await run(root, ["app", ...flags])).exitCode).toBe(0);
    const folder = join(root, "app");
    const fresh = await filesIn(folder);
    await olden(folder, {
      "package.json": (text) => text.replace(/"typescript": ".*"/, '"typescript": "5.0.0"'),
    });
    const { exitCode, out, started } = await run(folder, ["update"]);
    expect([exitCode, started, await filesIn(folder)]).toEqual([0, [], fresh]);
    expect([fresh["pnpm-workspace.yaml"], out.includes("pnpm-workspace.yaml")]).toEqual([undefined, false]);
    expect(out).toContain("Next:\n  pnpm install\n");
    expect(await readFile(join(root, "pnpm-workspace.yaml"), "utf8")).toBe(members);
  });

  test("a mark and other line ends are no edit of which a base is to be found", async () => {
    const folder = await created();
    const fresh = await filesIn(folder);
    await olden(folder, { "src/handler.ts": (text) => `// old\n${text}` });
    await edit(folder, "src/handler.ts", (text) => `\uFEFF${text.replaceAll("\n", "\r\n")}`);
    const { exitCode, started } = await run(folder, ["update", "--no-install"]);
    expect([exitCode, started]).toEqual([0, []]);
    expect((await filesIn(folder))["src/handler.ts"]).toBe(
      `\uFEFF${fresh["src/handler.ts"]?.replaceAll("\n", "\r\n")}`,
    );
  });

  test("answers that a formatter has laid out say the same, and stay laid out so", async () => {
    const folder = await created();
    const laidOut = (text: string) => `${JSON.stringify(JSON.parse(text), null, "\t")}\n`;
    await edit(folder, ".llmbrick.json", laidOut);
    const before = await filesIn(folder);
    const { out } = await run(folder, ["update", "--no-install"]);
    expect([out, await filesIn(folder)]).toEqual([expect.stringContaining("nothing to do"), before]);
    expect((await run(folder, ["add", "docker", "--no-install"])).exitCode).toBe(0);
    const answers = (await filesIn(folder))[".llmbrick.json"] ?? "";
    expect([answers, JSON.parse(answers).features]).toEqual([laidOut(answers), ["docker"]]);
  });

  test("--dry-run and --diff write nothing", async () => {
    const folder = await created();
    await olden(folder, { "README.md": (text) => `old\n${text}` });
    const before = await filesIn(folder);
    const dry = await run(folder, ["update", "--dry-run", "--json"]);
    expect(JSON.parse(dry.out)).toMatchObject({ ok: true, dryRun: true, change: { from: "0.0.9" } });
    const { out } = await run(folder, ["update", "--diff"]);
    expect(out).toContain("--- a/README.md\n+++ b/README.md\n");
    expect(out).toContain("-old");
    expect(await filesIn(folder)).toEqual(before);
  });

  test("changes the handler, and keeps one that was edited", async () => {
    const folder = await created();
    expect((await run(folder, ["add", "mock", "--no-install"])).exitCode).toBe(0);
    const fresh = await filesIn(await created("--handler", "mock"));
    expect(await filesIn(folder)).toEqual(fresh);
    await edit(folder, "src/handler.ts", () => "mine\n");
    expect((await run(folder, ["add", "openai", "--no-install"])).exitCode).toBe(8);
    expect((await filesIn(folder))["src/handler.ts"]).toMatch(/^<<<<<<< yours\nmine\n\|{7} base\n/);
  });

  test("what does not go together is refused, and so is nothing at all", async () => {
    const folder = await created();
    expect((await run(folder, ["add", "mock", "openai"])).exitCode).toBe(2);
    expect((await run(folder, ["add"])).exitCode).toBe(2);
    expect((await run(folder, ["add", "dokcer"])).err).toContain("docker");
  });
});

test("nothing of the user's in other files is touched", async () => {
  const folder = await created();
  await outputFile(join(folder, "src/routes/mine.ts"), "mine\n");
  await olden(folder, { "README.md": (text) => `old\n${text}` });
  await run(folder, ["update", "--no-install"]);
  expect(await readFile(join(folder, "src/routes/mine.ts"), "utf8")).toBe("mine\n");
});
