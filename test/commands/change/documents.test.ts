import { join } from "node:path";
import { outputFile, outputJson } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { earlierVersion, runEarlier, runWith } from "../../support/earlier.ts";
import { outcomeIn } from "../../support/outcome-document.ts";
import { testFolder } from "../../support/test-folder.ts";
import { edit } from "./changing.ts";

const earlier = await earlierVersion(["src/handler.js"]);

async function project() {
  const cwd = await testFolder();
  await runEarlier(earlier, ["app", "--yes", "--language", "js", "--no-install", "--no-git"], cwd);
  return join(cwd, "app");
}

async function application() {
  const folder = await testFolder();
  await outputJson(join(folder, "package.json"), { dependencies: { koa: "*" } });
  await outputFile(join(folder, "src/app.js"), "");
  return folder;
}

const onBothSides = (folder: string) =>
  edit(folder, "src/handler.js", (text) => text.replace("// old", "// mine"));

/** The document of a run, which has to be as the schema says. */
async function documentOf(folder: string, ...argv: string[]) {
  const { exitCode, out, err } = await runWith(earlier, [...argv, "--json"], folder);
  return { exitCode, document: outcomeIn(out), err };
}

const actionsIn = ({ files }: { files: { action: string }[] }) => [
  ...new Set(files.map(({ action }) => action)),
];

describe("what update and add print under --json is as the schema says", () => {
  test("changed, nothing left to do, and taken back", async () => {
    const folder = await project();
    const changed = await documentOf(folder, "update", "--no-install");
    expect(changed.document).toMatchObject({
      ok: true,
      change: { from: "0.0.9", back: expect.stringContaining("update --undo") },
      steps: { write: "done", install: "skipped" },
    });
    expect(actionsIn(changed.document)).toContain("overwrite");
    const nothing = await documentOf(folder, "update");
    expect(nothing.document).toMatchObject({ ok: true, steps: { write: "done" }, next: [] });
    expect(nothing.document.change).not.toHaveProperty("back");
    expect(actionsIn(nothing.document)).toEqual(["same"]);
    const undone = await documentOf(folder, "update", "--undo");
    expect(undone.document).toMatchObject({ ok: true, steps: { write: "done" } });
    const twice = await documentOf(folder, "update", "--undo");
    expect([twice.exitCode, twice.document.error.code]).toEqual([3, "NOTHING_TO_UNDO"]);
  });

  test("in conflict, and not resolved", async () => {
    const folder = await project();
    await onBothSides(folder);
    const { exitCode, document } = await documentOf(folder, "update", "--no-install");
    expect([exitCode, document.error]).toEqual([
      8,
      expect.objectContaining({ code: "CONFLICTS", hint: expect.stringContaining("remove the marks") }),
    ]);
    const torn = document.files.find(({ action }: { action: string }) => action === "conflict");
    expect(torn).toMatchObject({ path: "src/handler.js", places: 1 });
    const again = await documentOf(folder, "update");
    expect([again.exitCode, again.document.error.code]).toEqual([3, "UNRESOLVED"]);
  });

  test.each(["--dry-run", "--diff"])("only looked at, by %s, in conflict or not", async (flag) => {
    const folder = await project();
    const { document } = await documentOf(folder, "update", flag);
    expect(document).toMatchObject({ ok: true, dryRun: true, steps: { write: "skipped" } });
    const patches = document.files.filter((file: object) => "patch" in file);
    expect(patches.length > 0).toBe(flag === "--diff");
    await onBothSides(folder);
    const torn = await documentOf(folder, "update", flag);
    expect([torn.exitCode, actionsIn(torn.document).includes("conflict")]).toEqual([0, true]);
  });

  test.each([
    ["no project", ["update", "elsewhere"], "NOT_A_PROJECT"],
    ["a flag that is none of its own", ["update", "--port", "1"], "BAD_OPTIONS"],
    ["nothing that add could ask for", ["add"], "BAD_OPTIONS"],
    ["what does not go together", ["add", "mock", "openai"], "BAD_OPTIONS"],
    ["what nobody knows", ["add", "dokcer"], "BAD_OPTIONS"],
  ])("refused: %s", async (_what, argv, code) => {
    const { exitCode, document, err } = await documentOf(await project(), ...argv);
    expect([exitCode, document.ok, document.error.code, err]).toEqual([2, false, code, expect.any(String)]);
    expect(document).not.toHaveProperty("files");
  });

  test("a feature that is added, and taken out again", async () => {
    const folder = await project();
    const added = await documentOf(folder, "add", "docker", "--no-install");
    expect(added.document).toMatchObject({ ok: true, options: { features: ["docker"] } });
    expect(actionsIn(added.document)).toContain("create");
    const out = await documentOf(folder, "add", "-docker", "--no-install");
    expect(out.document).toMatchObject({ ok: true, options: { features: [] } });
    expect(actionsIn(out.document)).toContain("delete");
  });

  test("an endpoint in an application: looked at, put there, updated, refused", async () => {
    const folder = await application();
    const looked = await documentOf(folder, "add", "--dry-run");
    expect(looked.document).toMatchObject({ ok: true, dryRun: true, lines: { length: 2 } });
    const added = await documentOf(folder, "add", "openai-api", "--no-install");
    expect(added.document).toMatchObject({ ok: true, lines: { length: 2 } });
    const updated = await documentOf(folder, "update");
    expect(updated.document).toMatchObject({ ok: true, lines: { length: 2 }, change: { news: [] } });
    expect((await documentOf(await application(), "add", "docker")).document.error.code).toBe("BAD_OPTIONS");
    const { document } = await documentOf(await application(), "add", "mock", "ollama");
    expect(document.error.message).toContain("mock and ollama are two handlers");
    expect((await documentOf(await testFolder(), "add")).document.error.code).toBe("NOT_A_PROJECT");
  });
});
