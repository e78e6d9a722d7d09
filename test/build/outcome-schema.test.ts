import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { holding } from "../../src/effects/lock.ts";
import { Cancelled } from "../../src/errors.ts";
import { main } from "../../src/main.ts";
import { outcomeIn } from "../support/outcome-document.ts";
import { testFolder } from "../support/test-folder.ts";
import { systemError, type TestIoOptions, testIo, watchedFs } from "../support/test-io.ts";

/** Runs the command line and gives the document that it prints, which has to be as the schema says. */
async function documentOf(argv: readonly string[], parts: TestIoOptions = {}) {
  const io = testIo({ cwd: await testFolder(), ...parts });
  const exitCode = await main([...argv, "--json"], io);
  return { exitCode, document: outcomeIn(io.out()) };
}

const failing = (name: string): TestIoOptions => ({
  respond: ({ command }) => (command === name ? { status: "failed" } : {}),
});
const cancelled = AbortSignal.abort(new Cancelled("SIGTERM"));
const brokenDisk: TestIoOptions = {
  fs: watchedFs((_count, operation) => {
    if (operation === "writeFile") throw systemError("ENOSPC");
  }),
};

describe("every outcome is a document as the schema says", () => {
  test.each<[string, string[], TestIoOptions, number, string | undefined]>([
    ["done", ["app"], {}, 0, undefined],
    ["dry run", ["app", "--dry-run"], {}, 0, undefined],
    ["Python", ["app", "-f", "llmbrick", "--no-install"], {}, 0, undefined],
    ["in Chinese", ["app", "--lang", "zh-TW"], {}, 0, undefined],
    ["list", ["list"], {}, 0, undefined],
    [
      "a fault of ours",
      ["app"],
      { readLayers: async () => ({ core: { "x.hbs": "{{nothing}}" } }) },
      1,
      "INTERNAL",
    ],
    ["bad options", ["--port", "0", "a", "b"], {}, 2, "BAD_OPTIONS"],
    ["bad options of a command", ["list", "--port", "1"], {}, 2, "BAD_OPTIONS"],
    ["no JSON", ["--answers", "-"], { readStdin: async () => "{" }, 2, "BAD_ANSWERS"],
    ["bad answers", ["--answers", "-"], { readStdin: async () => '{"port":0}' }, 2, "BAD_OPTIONS"],
    ["lost flags", ["app"], { env: { npm_config_port: "1" } }, 2, "LOST_FLAGS"],
    ["install", ["app"], failing("npm"), 4, "INSTALL_FAILED"],
    ["git", ["app"], failing("git"), 5, "GIT_FAILED"],
    ["disk", ["app"], brokenDisk, 7, "WRITE_FAILED"],
    ["signal", ["app"], { signal: cancelled }, 143, "CANCELLED"],
  ])("%s", async (_what, argv, parts, code, name) => {
    const { exitCode, document } = await documentOf(argv, parts);
    expect([exitCode, document.ok, document.error?.code]).toEqual([code, code === 0, name]);
  });

  test.each(["merge", "overwrite"])("%s", async (ifExists) => {
    const cwd = await testFolder();
    await outputFile(join(cwd, "app/README.md"), "mine");
    const { exitCode, document } = await documentOf(["app", "--if-exists", ifExists], { cwd });
    expect([exitCode, document.ok]).toEqual([0, true]);
  });

  test("a folder that can't be used: full, a file, or another run's", async () => {
    const cwd = await testFolder();
    await mkdir(join(cwd, "busy"));
    await outputFile(join(cwd, "full/x"), "");
    await writeFile(join(cwd, "file"), "");
    const codeOf = async (directory: string) => {
      const { exitCode, document } = await documentOf([directory], { cwd, isAlive: () => true });
      return [exitCode, document.error.code];
    };
    expect(await codeOf("full")).toEqual([3, "TARGET_NOT_EMPTY"]);
    expect(await codeOf("file")).toEqual([3, "TARGET_IS_FILE"]);
    await holding(testIo({ pid: 1 }), join(cwd, "busy"), async () => {
      expect(await codeOf("busy")).toEqual([3, "TARGET_BUSY"]);
    });
  });

  test("a current folder that is gone", async () => {
    const gone = () => {
      throw Object.assign(systemError("ENOENT"), { syscall: "uv_cwd" });
    };
    const io = Object.defineProperty(testIo(), "cwd", { get: gone });
    expect(await main(["app", "--json"], io)).toBe(7);
    const message = "The current folder is gone.";
    expect(outcomeIn(io.out())).toMatchObject({ error: { code: "WRITE_FAILED", message } });
  });

  test("a fault before the line is read", async () => {
    const io = testIo();
    const unreadable = Symbol("unreadable") as unknown as string;
    expect(await main(["--json", unreadable], io)).toBe(1);
    expect(outcomeIn(io.out())).toMatchObject({ ok: false, error: { code: "INTERNAL" } });
  });
});

test("the schema refuses what is not so", async () => {
  const { document } = await documentOf(["app", "--dry-run"]);
  const wrong = [
    { ...document, ok: false },
    { ...document, extra: 1 },
    { ...document, options: { ...document.options, port: "9000" } },
    { ...document, options: {} },
    { ...document, files: [{ ...document.files[0], action: "remove" }] },
    { ...document, steps: {} },
    { ok: false, version: "1" },
  ];
  for (const each of wrong) expect(() => outcomeIn(JSON.stringify(each))).toThrow(/must/);
});
