import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findMovedFolders, placeIn } from "../../../src/commands/change/renames.ts";
import { olden } from "../../update/olden.ts";
import { commit, created, filesIn, run, withGit } from "./changing.ts";

describe("a folder that the user has renamed", () => {
  test("gets what is new in it, and what is taken out goes from there", async () => {
    const folder = await created();
    await olden(folder, { "src/llmbrick/log/log.ts": (text) => `// old\n${text}` });
    const git = await commit(folder);
    await rename(join(folder, "src/llmbrick"), join(folder, "src/runtime"));
    await git("add", "-A");
    await git("commit", "-qm", "renamed");
    const updated = await run(folder, ["update", "--no-install"], withGit);
    expect([updated.exitCode, updated.out]).toEqual([
      0,
      expect.stringContaining("src/runtime/log/log.ts (was"),
    ]);
    expect(updated.out).not.toContain("stays away");
    await git("commit", "-qam", "updated");

    const before = await filesIn(folder);
    const { exitCode } = await run(folder, ["add", "metrics", "--no-install"], withGit);
    expect([exitCode, await readdir(join(folder, "src"))]).toEqual([
      0,
      expect.not.arrayContaining(["llmbrick"]),
    ]);
    expect(await readdir(join(folder, "src/runtime/metrics"))).not.toEqual([]);
    await git("commit", "-qam", "metrics");
    await run(folder, ["add", "--no-install", "--", "-metrics"], withGit);
    expect(await filesIn(folder)).toEqual(before);
  });

  const known = [
    "a.ts",
    "lib/b.ts",
    "lib/http/c.ts",
    "lib/http/d.ts",
    "lib/e.ts",
    "web/index.html",
    "web/page.js",
  ];
  test.each([
    {
      what: "whole",
      others: ["kept/own/b.ts", "kept/own/http/c.ts", "kept/own/e.ts"],
      place: "kept/own/http/d.ts",
    },
    { what: "into the project's own", others: ["b.ts", "e.ts", "http/c.ts"], place: "http/d.ts" },
    { what: "of which one file is left", others: ["kept/b.ts", "kept/e.ts"], left: "lib/http/d.ts" },
    { what: "or removed, where little is alike", others: ["docs/b.ts", "docs/x.ts", "other/c.ts"] },
    { what: "or removed, where one name is", others: ["docs/index.html"] },
  ])("$what, is told by the names in it", ({ others, place, left = "a.ts" }) => {
    const folders = findMovedFolders(known, (path) => path === left, others);
    expect(placeIn(folders, "lib/http/d.ts")).toBe(place);
    expect(placeIn(folders, "web/index.html")).toBeUndefined();
  });
});
