import { spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { outputFile } from "fs-extra/esm";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { bundleOptions } from "../../build/bundle.ts";
import { collectLayers } from "../../build/layers.ts";
import { program } from "../support/generated-project.ts";
import { options } from "../support/options.ts";
import { outcomeIn } from "../support/outcome-document.ts";
import { plan } from "../support/plan.ts";
import { bareEnv, fakePrograms, run } from "../support/program.ts";
import { temporaryFolder, testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";

const QUICK = ["--no-install", "--no-git", "--name", "app"];
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Signal = keyof typeof EXIT_CODES | "SIGKILL";

const folder = temporaryFolder();
const pausingProgram = join(folder, "pausing-program.cjs");
await build({
  ...bundleOptions,
  entryPoints: [fileURLToPath(new URL("../support/pausing-program.ts", import.meta.url))],
  outfile: pausingProgram,
});
await cp(join(dirname(program), "layers.br"), join(folder, "layers.br"));

/** Starts a program, waits until it has written a word, sends a signal, and waits for its end. */
async function interrupt(
  bin: string,
  argv: string[],
  options: {
    cwd: string;
    env: Record<string, string>;
    at: string;
    signal: Signal;
    /** What else must have come about. */
    ready?: Promise<void>;
  },
) {
  const { cwd, env, at, signal, ready } = options;
  const child = spawn(process.execPath, [bin, ...argv], {
    cwd,
    env: { ...bareEnv, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const reached = new Promise<void>((resolve, reject) => {
    const take = (chunk: Buffer) => {
      output += chunk;
      if (output.includes(at)) resolve();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("close", () => reject(new Error(`It ended before it wrote ${at}: ${output}`)));
  });
  const closed = once(child, "close");
  await reached;
  await ready;
  child.kill(signal);
  const [code, endedBy] = await closed;
  return { code, endedBy, output };
}

async function setUp(before: Record<string, string>) {
  const cwd = await testFolder();
  for (const [path, text] of Object.entries(before)) await outputFile(join(cwd, path), text);
  return cwd;
}

const files = plan(options(), await collectLayers()).files.size;

/** Each file is moved in by a link and a removal; two files are moved out before, by a rename each. */
const LAST_MOVE = [`link ${files}`, `rm ${files}`, `rm ${files + 1}`];
/** Of a project that is whole: the journal is gone, then go the staging folder and the lock. */
const AFTERWARDS = [`rm ${files + 2}`, "rename 5", `rm ${files + 3}`];

const stages = {
  absent: {
    argv: ["a/b"],
    before: { "mine.txt": "mine" },
    last: ["rename 1"],
    pauses: ["mkdir 1", "mkdir 5", "writeFile 1", "writeFile 20", `writeFile ${files}`, "rename 1"],
  },
  overwrite: {
    argv: [".", "--if-exists", "overwrite"],
    before: { "README.md": "mine", "src/handler.ts": "mine", "own.txt": "mine" },
    last: [...LAST_MOVE, ...AFTERWARDS],
    pauses: [
      "mkdir 1",
      "writeFile 1",
      "writeFile 20",
      // After the lock's own file, the run's record and the files of the project: the journal.
      `writeFile ${files + 3}`,
      // The lock, the journal, the files that are replaced.
      ...[1, 2, 3, 4].map((count) => `rename ${count}`),
      ...[1, 5, 20].flatMap((count) => [`link ${count}`, `rm ${count}`]),
      ...LAST_MOVE,
      ...AFTERWARDS,
    ],
  },
};

describe.each(Object.entries(stages))("%s", (_name, { argv, before, pauses, last }) => {
  /** The tree as it is before, and as it is after a run that nothing comes in between. */
  let unwritten: Record<string, string>;
  let whole: Record<string, string>;
  beforeEach(async () => {
    if (whole) return;
    const cwd = await setUp(before);
    unwritten = await treeOf(cwd);
    await run([...argv, ...QUICK], { cwd });
    whole = await treeOf(cwd);
  });

  test.each(pauses.flatMap((pause) => (["SIGINT", "SIGTERM"] as const).map((signal) => ({ pause, signal }))))(
    "$signal at $pause: nothing, or the whole project, and nothing else",
    async ({ pause, signal }) => {
      const cwd = await setUp(before);
      const { code } = await interrupt(pausingProgram, [...argv, ...QUICK], {
        cwd,
        env: { PAUSE_AT: pause },
        at: "paused",
        signal,
      });
      // The operation at which it stopped is done before the signal is seen: the last one completes the project.
      const isWhole = last.includes(pause);
      expect(await treeOf(cwd)).toEqual(isWhole ? whole : unwritten);
      expect(code).toBe(isWhole ? 0 : EXIT_CODES[signal]);
    },
  );

  test.each(pauses)("SIGKILL at %s: the next run cleans up", async (pause) => {
    const cwd = await setUp(before);
    const { endedBy } = await interrupt(pausingProgram, [...argv, ...QUICK], {
      cwd,
      env: { PAUSE_AT: pause },
      at: "paused",
      signal: "SIGKILL",
    });
    expect(endedBy).toBe("SIGKILL");

    const killed = await treeOf(cwd);
    const next = await run([...argv.slice(0, 1), ...QUICK], { cwd });
    if (argv[0] === ".") {
      // It may not write there, and so it touches nothing. One that may undoes what was killed half way.
      expect([next.exitCode, await treeOf(cwd)]).toEqual([3, killed]);
      await run([...argv.slice(0, 1), "--if-exists", "merge", ...QUICK], { cwd });
      const merged = await treeOf(cwd);
      const expected = AFTERWARDS.includes(pause) ? whole : unwritten;
      for (const path of Object.keys(before)) expect([path, merged[path]]).toEqual([path, expected[path]]);
    } else expect(await treeOf(cwd)).toEqual(whole);

    const { exitCode } = await run([...argv.slice(0, 1), "--if-exists", "overwrite", ...QUICK], { cwd });
    expect([exitCode, await treeOf(cwd)]).toEqual([0, whole]);
  });
});

describe("after the project is written", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s during the install keeps the project, and says how to go on", async (signal, exitCode) => {
    const cwd = await testFolder();
    const fake = await fakePrograms({ npm: "echo started >&2; exec sleep 60" });
    const env = { PATH: `${fake}:${bareEnv.PATH}` };
    const { code, output } = await interrupt(program, ["app", "--json"], {
      cwd,
      env,
      at: "Installing: npm install",
      signal,
    });
    expect(code).toBe(exitCode);
    expect(output).toContain(
      "Cancelled.\nThe project is there. To go on:\n  cd app\n  npm install\n  git init\n  git add -A\n  git commit ",
    );
    const document = outcomeIn(output.trim().split("\n").at(-1) ?? "");
    expect(document).toMatchObject({
      ok: false,
      error: { code: "CANCELLED" },
      steps: { write: "done", install: "skipped", git: "skipped" },
    });
    expect(Object.keys(await treeOf(join(cwd, "app")))).toEqual(
      expect.arrayContaining(["package.json", "src/handler.ts"]),
    );
    expect(Object.keys(await treeOf(join(cwd, "app")))).not.toContain(".git/");
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "%s during the verification keeps the project, and leaves no server",
    async (signal, exitCode) => {
      const cwd = await testFolder();
      const pidFile = join(cwd, "pid");
      const watcher = watch(cwd);
      onTestFinished(() => watcher.close());
      const isStarted = new Promise<void>((resolve) => {
        watcher.on("change", (_event, name) => name === "pid" && resolve());
      });
      // A server that never listens.
      const index = `import { renameSync, writeFileSync } from "node:fs";
        writeFileSync("../pid.new", String(process.pid));
        renameSync("../pid.new", "../pid");
        setInterval(() => {}, 1000);`;
      await outputFile(join(cwd, "app/src/index.js"), index);
      const argv = ["app", "--language", "js", "--no-git", "--if-exists", "merge", "--verify", "--json"];
      const { code, output } = await interrupt(program, argv, {
        cwd,
        env: {},
        at: "Verifying the server",
        signal,
        ready: isStarted,
      });
      expect(code).toBe(exitCode);
      expect(outcomeIn(output.trim().split("\n").at(-1) ?? "")).toMatchObject({
        ok: false,
        error: { code: "CANCELLED" },
        steps: { write: "done", verify: "skipped" },
        next: ["cd app", "npm run dev"],
      });
      const pid = Number(await readFile(pidFile, "utf8"));
      expect(pid).toBeGreaterThan(0);
      expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    },
  );
});
