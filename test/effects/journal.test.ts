import { readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import {
  type Journal,
  type JournalFile,
  readJournal,
  rollBack,
  writeJournal,
} from "../../src/effects/journal.ts";
import type { Proven } from "../../src/effects/proof.ts";
import { makeStaging, type Staging } from "../../src/effects/staging.ts";
import { loadSha256 } from "../../src/hash.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";
import { treeOf } from "../support/tree.ts";

const sha256 = await loadSha256();

const plan = {
  files: new Map([
    ["a.txt", "new a"],
    ["src/b.txt", "new b"],
  ]),
};
const entry = (path: string, text: string, replaces = false): JournalFile => ({
  path,
  sha256: sha256(text),
  replaces,
});

async function place() {
  const cwd = await testFolder();
  const io = testIo({ cwd });
  return { cwd, io, staging: await makeStaging(io, cwd) };
}

describe("a journal that is read", () => {
  const proven = { plan, paths: [] } as unknown as Proven;
  const good: Journal = {
    folders: ["src"],
    files: [entry("a.txt", "new a"), entry("src/b.txt", "joined", true)],
  };

  test("is the one that was written", async () => {
    const { io, staging } = await place();
    expect(await readJournal(io, staging, proven)).toBe("none");
    await writeJournal(io, staging, good);
    expect(await readJournal(io, staging, proven)).toEqual(good);
  });

  test.each<[string, Journal]>([
    ["a file that is not planned", { folders: [], files: [entry("c.txt", "c")] }],
    ["a new file with another text than was planned", { folders: [], files: [entry("a.txt", "evil")] }],
    ["a folder that is not planned", { folders: ["lib"], files: [] }],
    ["a path that leads out", { folders: [], files: [entry("../a.txt", "new a")] }],
  ])("is foreign with %s", async (_what, journal) => {
    const { io, staging } = await place();
    await writeJournal(io, staging, journal);
    expect(await readJournal(io, staging, proven)).toBe("foreign");
  });

  test.each(["", "{", "null", "[]", '{"files":[]}'])("is foreign where its text is %j", async (text) => {
    const { io, staging } = await place();
    await writeFile(staging.journal, text);
    expect(await readJournal(io, staging, proven)).toBe("foreign");
  });

  test("is not read through a link", async () => {
    const { cwd, io, staging } = await place();
    await writeFile(join(cwd, "elsewhere"), JSON.stringify(good));
    await symlink(join(cwd, "elsewhere"), staging.journal);
    expect(await readJournal(io, staging, proven)).toBe("foreign");
  });
});

describe("rolling back", () => {
  const journal: Journal = {
    folders: ["src"],
    files: [entry("a.txt", "new a", true), entry("src/b.txt", "new b")],
  };

  /** A folder in which a run was killed after it had moved all its files. */
  async function moved() {
    const { cwd, io, staging } = await place();
    await outputFile(join(staging.backup, "a.txt"), "old a");
    await outputFile(join(cwd, "a.txt"), "new a");
    await outputFile(join(cwd, "src/b.txt"), "new b");
    await writeJournal(io, staging, journal);
    return { cwd, staging, roll: () => rollBack(io, { staging, fresh: staging.fresh, root: cwd, journal }) };
  }

  const left = async (cwd: string, staging: Staging) => {
    await rm(staging.path, { recursive: true });
    return treeOf(cwd);
  };

  test("brings back what was replaced, and takes away what was new, folders included", async () => {
    const { cwd, staging, roll } = await moved();
    await roll();
    expect(await left(cwd, staging)).toEqual({ "a.txt": "old a" });
  });

  test("done twice is as good as once", async () => {
    const { cwd, staging, roll } = await moved();
    await roll();
    await roll();
    expect(await left(cwd, staging)).toEqual({ "a.txt": "old a" });
  });

  test("leaves what someone has worked on since, with the original beside it", async () => {
    const { cwd, staging, roll } = await moved();
    await writeFile(join(cwd, "a.txt"), "worked on");
    await writeFile(join(cwd, "src/b.txt"), "worked on");
    await roll();
    expect(await left(cwd, staging)).toEqual({
      "a.txt": "worked on",
      "a.txt.orig": "old a",
      "src/": "",
      "src/b.txt": "worked on",
    });
  });

  test("takes the next name where the one beside it is taken", async () => {
    const { cwd, roll } = await moved();
    await writeFile(join(cwd, "a.txt"), "worked on");
    await writeFile(join(cwd, "a.txt.orig"), "mine");
    await roll();
    expect(await readFile(join(cwd, "a.txt.orig"), "utf8")).toBe("mine");
    expect(await readFile(join(cwd, "a.txt.orig.1"), "utf8")).toBe("old a");
  });

  test("goes nowhere that may not be reached", async () => {
    const { cwd, staging } = await moved();
    const before = await treeOf(cwd);
    const move = { staging, fresh: staging.fresh, root: cwd, journal };
    await expect(rollBack(testIo({ cwd }), move, async () => false)).rejects.toThrow("src/b.txt");
    expect(await treeOf(cwd)).toEqual(before);
  });
});
