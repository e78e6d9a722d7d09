import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { run } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";

const ROUNDS = 6;
const PORTS = ["9001", "9002", "9003"];
const QUICK = ["--no-install", "--no-git"];

const users = { "app/README.md": "mine", "app/own.txt": "own" };
const scenarios: Record<string, { before: Record<string, string>; flags: string[]; codes: number[] }> = {
  "an absent folder": { before: {}, flags: [], codes: [0, 3, 3] },
  "an empty folder": { before: { "app/.git/HEAD": "ref" }, flags: [], codes: [0, 3, 3] },
  // Who comes when another is done is not too late to merge, or to overwrite.
  "a full folder, merging": { before: users, flags: ["--if-exists", "merge"], codes: [] },
  "a full folder, overwriting": { before: users, flags: ["--if-exists", "overwrite"], codes: [] },
};

describe.each(Object.entries(scenarios))("runs at once into %s", (_name, { before, flags, codes }) => {
  async function setUp() {
    const cwd = await testFolder();
    for (const [path, text] of Object.entries(before)) await outputFile(join(cwd, path), text);
    return cwd;
  }
  const runInto = (cwd: string, port: string) => run(["app", "--port", port, ...flags, ...QUICK], { cwd });

  test("one wins, the others say so, and the project is of one piece", { timeout: 60_000 }, async () => {
    const wholes: string[] = [];
    for (const port of PORTS) {
      const cwd = await setUp();
      await runInto(cwd, port);
      wholes.push(JSON.stringify(await treeOf(cwd)));
    }
    for (let round = 1; round <= ROUNDS; round++) {
      const cwd = await setUp();
      const results = await Promise.all(PORTS.map((port) => runInto(cwd, port)));
      const exitCodes = results.map(({ exitCode }) => exitCode).sort();
      expect(exitCodes[0]).toBe(0);
      if (codes.length > 0) expect(exitCodes).toEqual(codes);
      for (const { exitCode, stderr } of results.filter((result) => result.exitCode !== 0)) {
        expect(exitCode).toBe(3);
        expect(stderr).toMatch(
          /^(?:Another (?:run is at work in|program has made) .*app|.*app is not empty)/,
        );
      }
      expect(wholes).toContain(JSON.stringify(await treeOf(cwd)));
    }
  });
});
