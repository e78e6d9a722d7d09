import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { outcomeIn } from "../support/outcome-document.ts";
import { FAKE_INSTALL, fakePrograms, run } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";

const { version } = packageJson;
const QUICK = ["--no-install", "--no-git"];

async function json(argv: string[], options: Parameters<typeof run>[1]) {
  const { exitCode, stdout, stderr } = await run([...argv, "--json"], options);
  expect(stdout.split("\n")).toHaveLength(1);
  return { exitCode, stderr, document: outcomeIn(stdout) };
}

test("a project: its options, its files, its steps, what is next", async () => {
  const cwd = await testFolder();
  const { exitCode, stderr, document } = await json(["My App", "--port", "9100", ...QUICK], { cwd });
  expect(exitCode).toBe(0);
  expect(document).toMatchObject({
    ok: true,
    version,
    directory: join(cwd, "My App"),
    name: "my-app",
    options: { port: 9100, models: ["gpt-4o", "claude-3"], install: false },
    steps: { write: "done", install: "skipped", git: "skipped", verify: "skipped" },
    next: ["cd 'My App'", "npm install", "npm run dev"],
  });
  expect(stderr).toContain("Next:");
  for (const { path, action, bytes, sha256 } of document.files) {
    const content = await readFile(join(cwd, "My App", path));
    const digest = createHash("sha256").update(content).digest("hex");
    expect([path, action, bytes, sha256]).toEqual([path, "create", content.length, digest]);
  }
  const files = Object.keys(await treeOf(join(cwd, "My App"))).filter((path) => !path.endsWith("/"));
  expect(document.files.map(({ path }: { path: string }) => path)).toEqual(files.sort());
});

test("a dry run gives the same document, and writes nothing", async () => {
  const cwd = await testFolder();
  const dry = await json(["app", ...QUICK, "--dry-run"], { cwd });
  expect(await treeOf(cwd)).toEqual({});
  const wet = await json(["app", ...QUICK], { cwd });
  expect(dry.document).toEqual({
    ...wet.document,
    dryRun: true,
    steps: { write: "skipped", install: "skipped", git: "skipped", verify: "skipped" },
  });
});

test("what happens to each file of a folder that is not empty", async () => {
  const cwd = await testFolder();
  await run(["app", ...QUICK], { cwd });
  await writeFile(join(cwd, "app/README.md"), "mine");
  const actions = async (ifExists: string) => {
    const { document } = await json(["app", "--if-exists", ifExists, "--dry-run"], { cwd });
    return new Set(
      document.files.map(
        (file: { path: string; action: string }) =>
          `${file.action}${file.path === "README.md" ? " README" : ""}`,
      ),
    );
  };
  expect(await actions("merge")).toEqual(new Set(["keep README", "same"]));
  expect(await actions("overwrite")).toEqual(new Set(["overwrite README", "same"]));
});

test("what a package.json that is kept lacks", async () => {
  const cwd = await testFolder();
  const mine = { name: "mine", scripts: { dev: "mine" }, devDependencies: { typescript: "5" } };
  await outputFile(join(cwd, "app/package.json"), JSON.stringify(mine));
  const { stderr, document } = await json(["app", "--if-exists", "merge", ...QUICK], { cwd });
  const file = document.files.find(({ path }: { path: string }) => path === "package.json");
  expect(file).toMatchObject({
    action: "keep",
    missing: { type: "module", scripts: { start: expect.any(String) } },
  });
  expect(file.missing).not.toHaveProperty("name");
  expect(file.missing.scripts).not.toHaveProperty("dev");
  expect(file.missing.devDependencies).not.toHaveProperty("typescript");
  expect(stderr).toContain(
    'package.json stays as it is. For the project to run, put this into it too:\n  {\n    "',
  );
  expect(await readFile(join(cwd, "app/package.json"), "utf8")).toBe(JSON.stringify(mine));
});

test("bad options: each fault by its option and value", async () => {
  const { exitCode, document } = await json(["--port", "99999", "--nope"], { cwd: "/" });
  expect(exitCode).toBe(2);
  expect(document).toEqual({
    ok: false,
    version,
    error: {
      code: "BAD_OPTIONS",
      message: "2 options are wrong.",
      hint: expect.stringContaining("--help"),
      faults: [
        { option: "nope", value: "--nope", message: expect.stringContaining("--nope") },
        { option: "port", value: "99999", message: expect.stringContaining("65535") },
      ],
    },
    steps: { write: "skipped", install: "skipped", git: "skipped", verify: "skipped" },
  });
});

test.each([
  [["--answers", "nowhere"], 2, "BAD_ANSWERS"],
  [["full"], 3, "TARGET_NOT_EMPTY"],
  [["full/x"], 3, "TARGET_IS_FILE"],
])("%j fails as a document too", async (argv, code, name) => {
  const cwd = await testFolder();
  await outputFile(join(cwd, "full/x"), "");
  const { exitCode, document } = await json(argv, { cwd });
  expect([exitCode, document.ok, document.error.code]).toEqual([code, false, name]);
  expect(document).not.toHaveProperty("files");
});

test("the verification, step by step", async () => {
  const cwd = await testFolder();
  const argv = ["app", "--language", "js", "--no-git", "--verify"];
  const done = await json(argv, { cwd });
  expect(done.document.steps.verify).toBe("done");
  const ms = expect.any(Number);
  expect(done.document.verification).toEqual(
    ["start", "stream", "abort", "stop"].map((step) => ({ step, status: "done", ms })),
  );

  await writeFile(join(cwd, "app/src/handler.js"), "export async function* handler() {}");
  const failed = await json([...argv, "--if-exists", "merge"], { cwd });
  expect(failed).toMatchObject({
    exitCode: 6,
    document: {
      ok: false,
      error: { code: "VERIFY_FAILED", message: expect.stringContaining("The answer is empty.") },
      steps: { write: "done", verify: "failed" },
      next: ["cd app", "npm run dev"],
    },
  });
  expect(failed.document.verification).toEqual([
    { step: "start", status: "done", ms },
    { step: "stream", status: "failed", ms },
  ]);
});

test("a step that failed after the project was written: what is there, and what is left to do", async () => {
  const cwd = await testFolder();
  const PATH = await fakePrograms({ npm: FAKE_INSTALL, git: "echo no luck >&2; exit 1" });
  const { exitCode, document } = await json(["app"], { cwd, env: { PATH } });
  expect(exitCode).toBe(5);
  expect(document).toMatchObject({
    ok: false,
    error: { code: "GIT_FAILED", message: expect.stringMatching(/^git \w+ failed\..*no luck/s), faults: [] },
    directory: join(cwd, "app"),
    steps: { write: "done", install: "done", git: "failed", verify: "skipped" },
    next: ["cd app", "git init", "git add -A", expect.stringContaining("git commit"), "npm run dev"],
  });
  expect(document.files.length).toBeGreaterThan(20);
});
