import { lstatSync, type Stats } from "node:fs";
import { chmod, mkdir, readdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { loadSha256 } from "../../src/hash.ts";
import type { Io } from "../../src/io.ts";
import { main } from "../../src/main.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo, watchedFs } from "../support/test-io.ts";
import { treeOf } from "../support/tree.ts";

const sha256 = await loadSha256();

const STALE = ".create-llmbrick-sse-4194000-deadbeef";
const QUICK = ["--yes", "--no-install", "--no-git", "--language", "js"];

async function runIn(cwd: string, argv: string[]) {
  const io = testIo({ cwd });
  return { exitCode: await main([...argv, ...QUICK], io), text: io.out() + io.err() };
}

/** The record and the folders that a real run leaves which is killed at its first move. */
async function killedRun(own: Partial<Io["fs"]> = {}) {
  const cwd = await testFolder();
  await outputFile(join(cwd, "app/README.md"), "mine");
  let links = 0;
  const fs = watchedFs((_count, operation) => {
    links += operation === "link" ? 1 : 0;
    // The fifth file is the README, which has been moved out.
    if (links > 4) throw new Error("killed");
  });
  const io = testIo({ cwd, fs: { ...fs, ...own }, pid: 4_194_000 });
  await main(["app", "--if-exists", "overwrite", ...QUICK], io);
  const [name = ""] = (await readdir(join(cwd, "app"))).filter((entry) => entry.includes("-4194000-"));
  return { cwd, app: join(cwd, "app"), staging: join(cwd, "app", name) };
}

const journalOf = (files: object[], folders: string[] = []) => JSON.stringify({ files, folders });

describe("what is planted", () => {
  const victim = {
    "home/.bashrc": "known",
    "home/precious.txt": "precious",
    "home/work/cloned/.bashrc": "evil",
  };
  const journals: Record<string, string> = {
    "leads out by ..": journalOf([
      { path: "../../precious.txt", sha256: sha256("precious"), replaces: false },
      { path: "../../.bashrc", sha256: sha256("known"), replaces: true },
    ]),
    "is absolute": journalOf([{ path: "/etc/hostname", sha256: "0", replaces: true }]),
    "names what no project has": journalOf([{ path: ".git/hooks/pre-commit", sha256: "0", replaces: true }]),
    "removes folders": journalOf([], ["../..", ".ssh"]),
    "is no JSON": "{",
    "is nested without end": "[".repeat(100_000),
  };

  test.each(Object.entries(journals))(
    "a journal that %s is left alone",
    { timeout: 30_000 },
    async (_what, journal) => {
      for (const directory of [".", "my-server"]) {
        const home = await testFolder();
        for (const [path, text] of Object.entries(victim)) await outputFile(join(home, path), text);
        const cwd = join(home, "home/work/cloned");
        await outputFile(join(cwd, STALE, "journal.json"), journal);
        await outputFile(join(cwd, STALE, "backup/.git/hooks/pre-commit"), "evil");
        const before = await treeOf(home);
        expect((await runIn(cwd, [directory])).exitCode).toBe(directory === "." ? 3 : 0);
        if (directory === ".") expect((await runIn(cwd, [".", "--if-exists", "merge"])).exitCode).toBe(0);
        expect(await treeOf(home)).toMatchObject(before);
      }
    },
  );

  test("a record of another folder proves nothing: user files are no backups", async () => {
    const { app, staging } = await killedRun();
    const cwd = await testFolder();
    await mkdir(join(cwd, "victim"));
    // As an archive brings it along: all of it, in a new folder.
    await execa("cp", ["-a", staging, join(cwd, "victim")]);
    await outputFile(join(cwd, "victim/src/handler.js"), "the user's own");
    const before = await treeOf(cwd);
    expect((await runIn(cwd, ["victim"])).exitCode).toBe(3);
    const { exitCode, text } = await runIn(cwd, ["victim", "--if-exists", "merge"]);
    expect([exitCode, text]).toEqual([0, expect.stringContaining("That can't be proven, so it stays.")]);
    expect(await treeOf(cwd)).toMatchObject(before);
    expect(app).toBeDefined();
  });

  test.each(["fifo", "giant", "link"])("a record that is a %s is not read", async (kind) => {
    const cwd = await testFolder();
    const record = join(cwd, STALE, "run.json");
    await mkdir(join(cwd, STALE));
    if (kind === "fifo") await execa("mkfifo", [record]);
    else if (kind === "link") await symlink("/dev/zero", record);
    else await execa("truncate", ["-s", "3G", record]);
    expect((await runIn(cwd, ["."])).exitCode).toBe(0);
    expect(lstatSync(record)).toBeDefined();
  });

  test("a staging folder of another user is left alone", async () => {
    const { cwd, app, staging } = await killedRun();
    const before = await treeOf(staging);
    const real = watchedFs(() => undefined);
    const fs = {
      ...testIo().fs,
      lstat: async (path: string) => {
        const stats = await real.lstat(path);
        return path === staging && stats ? Object.assign(stats, { uid: stats.uid + 1 }) : stats;
      },
    };
    await main(["app", "--if-exists", "merge", ...QUICK], testIo({ cwd, fs }));
    expect(await treeOf(staging)).toEqual(before);
    expect(app).toBeDefined();
  });

  test.each(["file", "link", "full"])("a lock that is a %s is in the way, and stays", async (kind) => {
    const cwd = await testFolder();
    const lock = join(cwd, ".create-llmbrick-sse-lock");
    await outputFile(join(cwd, "precious/x"), "precious");
    if (kind === "file") await writeFile(lock, "mine");
    else if (kind === "link") await symlink("precious", lock);
    else await outputFile(join(lock, STALE), "not empty");
    const before = await treeOf(cwd);
    const { exitCode, text } = await runIn(cwd, [".", "--if-exists", "merge"]);
    expect([exitCode, text]).toEqual([7, expect.stringContaining("none of this program's")]);
    expect(await treeOf(cwd)).toEqual(before);
  });
});

describe("what a killed run has left", () => {
  test("stays until a run may write there, and is then put back", { timeout: 30_000 }, async () => {
    const { cwd, app } = await killedRun();
    const before = await treeOf(app);
    expect(before["README.md"]).toBeUndefined();
    const refused = await runIn(cwd, ["app"]);
    expect([refused.exitCode, refused.text]).toEqual([3, expect.stringContaining("is put back first")]);
    expect(await treeOf(app)).toEqual(before);
    const merged = await runIn(cwd, ["app", "--if-exists", "merge"]);
    expect([merged.exitCode, merged.text]).toEqual([0, expect.stringContaining("Cleaned up after")]);
    const after = await treeOf(app);
    expect(after["README.md"]).toBe("mine");
    expect(Object.keys(after).filter((path) => path.includes("create-llmbrick-sse-"))).toEqual([]);
  });

  test.each([
    ["tells no times of birth", (stats: Stats) => ({ birthtimeMs: stats.isFile() ? 0 : -1 })],
    ["tells the last change for them", (stats: Stats) => ({ birthtimeMs: stats.ctimeMs })],
  ])("is put back on a disk that %s", { timeout: 30_000 }, async (_what, times) => {
    const real = testIo().fs;
    const lstat = async (path: string) => {
      const stats = await real.lstat(path);
      return stats && Object.assign(stats, times(stats));
    };
    const { cwd, app } = await killedRun({ lstat });
    const fs = { ...real, lstat };
    const io = testIo({ cwd, fs });
    expect(await main(["app", "--if-exists", "merge", ...QUICK], io)).toBe(0);
    expect(io.out()).toContain("Cleaned up after");
    expect((await treeOf(app))["README.md"]).toBe("mine");
  });

  test("is not put back through a link that has taken a folder's place", async () => {
    const { cwd, app, staging } = await killedRun();
    await rename(join(staging, "backup"), join(cwd, "moved"));
    await symlink("../../moved", join(staging, "backup"));
    const { exitCode, text } = await runIn(cwd, ["app", "--if-exists", "merge"]);
    expect([exitCode, text]).toEqual([0, expect.stringContaining("so it stays")]);
    expect(await treeOf(join(cwd, "moved"))).toEqual({ "README.md": "mine" });
    expect((await treeOf(app))["README.md"]).not.toBe("mine");
  });

  test("is no hindrance where the folder held nothing else", async () => {
    const cwd = await testFolder();
    await mkdir(join(cwd, "app"));
    let links = 0;
    const fs = watchedFs((_count, operation) => {
      links += operation === "link" ? 1 : 0;
      if (links > 9) throw new Error("killed");
    });
    await main(["app", ...QUICK], testIo({ cwd, fs }));
    expect(Object.keys(await treeOf(cwd)).length).toBeGreaterThan(5);
    await chmod(join(cwd, "app"), 0o755);
    expect((await runIn(cwd, ["app"])).exitCode).toBe(0);
    expect(Object.keys(await treeOf(cwd)).filter((path) => path.includes(".create-"))).toEqual([]);
  });
});
