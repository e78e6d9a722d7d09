import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Starts a script under a Node that takes itself for another one. */
const startUnder = (version: string, script: string) => {
  const versions = `Object.defineProperty(process, "versions", { value: { node: "${version}" } })`;
  const args = ["--import", `data:text/javascript,${encodeURIComponent(versions)}`, `scripts/${script}.mjs`];
  return execa(process.execPath, args, { cwd: root, reject: false });
};

test.each(["test", "try"])(
  "npm %s tells of a Node that is too old at once, and in one line",
  async (script) => {
    const { exitCode, stdout, stderr } = await startUnder("20.18.3", script);
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toBe("This is Node.js 20.18.3; the repository needs 20.19 or later: https://nodejs.org/");
  },
);

test("the Node that the repository needs is the one that CONTRIBUTING names", async () => {
  const [, oldest] = / needs (\S+) or later/.exec((await startUnder("18.0.0", "test")).stderr) ?? [];
  expect(await readFile(`${root}CONTRIBUTING.md`, "utf8")).toContain(`You need Node.js ${oldest} or later`);
});
